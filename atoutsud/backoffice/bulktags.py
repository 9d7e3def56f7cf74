"""Tags put on, or taken off, many texts of a list at once."""

import unicodedata
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from taggit.utils import parse_tags

from atoutsud.content import revisions
from atoutsud.content.folding import fold
from atoutsud.content.tagging import Tag

LONGEST = 100  # of a tag's name, as its column


def named(words: str) -> list[str]:
    """The tags typed, each spelt as the site already spells it."""
    names = parse_tags(words)
    known = {tag.name.casefold(): tag.name for tag in Tag.objects.all()} if names else {}
    return list({name.casefold(): known.get(name.casefold(), name) for name in names}.values())


def fault(words: str, off: list[str]) -> str:
    """Why nothing can be done with what was typed, or nothing."""
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in words):
        return _("A tag is made of letters, digits and signs that can be read.")
    names = parse_tags(words)
    if any(len(name) > LONGEST for name in names):
        return _("A tag has %(n)s characters at most.") % {"n": LONGEST}
    if not names and not off:
        return _("Say which tags to add or to take off.")
    return ""


class TagFilter(admin.SimpleListFilter):
    """The tags that texts of this list carry, in the editor's words: one query."""

    title = _lazy("tags")
    parameter_name = "tag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        meta = model_admin.model._meta
        carried = Tag.objects.filter(
            all_items__content_type__app_label=meta.app_label,
            all_items__content_type__model=meta.model_name,
        ).distinct()
        found = [(tag.slug, tag.label or tag.name) for tag in carried]
        return sorted(found, key=lambda item: fold(item[1]))

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value()
        return queryset.filter(tags__slug=value) if value else queryset


class BulkTags:
    """An action of lists whose texts have tags; a second page asks which."""

    model: Any
    opts: Any
    admin_site: Any

    @admin.action(description=_lazy("Tag…"), permissions=["change"])
    def tag(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        posted = request.POST
        words, off = posted.get("add_tags", ""), posted.getlist("take_off")
        asked = "_tag" in posted
        why = fault(words, off) if asked else ""
        if asked and not why:
            self._tag(request, queryset, named(words), off)
            return HttpResponseRedirect(request.get_full_path())
        carried = Tag.objects.filter(
            all_items__content_type__app_label=self.opts.app_label,
            all_items__content_type__model=self.opts.model_name,
            all_items__object_id__in=queryset.order_by().values("pk"),
        ).distinct()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Tag"),
            "opts": self.opts,
            "number": queryset.count(),
            "carried": carried,
            "known": Tag.objects.all(),
            "ticked": posted.getlist(admin.helpers.ACTION_CHECKBOX_NAME),
            "across": posted.get("select_across") == "1",
            "checkbox": admin.helpers.ACTION_CHECKBOX_NAME,
            "words": words,
            "off": off,
            "why": why,
        }
        return TemplateResponse(
            request, "admin/tag_texts.html", context, status=400 if why else 200
        )

    def _tag(self, request: Any, queryset: Any, added: list[str], off: list[str]) -> None:
        office: Any = self
        done = 0
        for obj in queryset.order_by("pk"):
            if not office.has_change_permission(request, obj):
                continue
            held = {tag.name for tag in obj.tags.all()}
            changes: dict[str, Any] = {f"tags/{name}": None for name in off if name in held}
            changes.update({f"tags/{name}": True for name in added if name not in held})
            if not changes:
                continue
            try:
                office.write(obj, changes, seen_version=obj.version, author=request.user)
            except (ValidationError, revisions.Conflict) as error:
                why = " ".join(getattr(error, "messages", ())) or _("changed meanwhile")
                text = _("“%(name)s” is left as it was: %(why)s") % {"name": obj, "why": why}
                office.message_user(request, text, messages.WARNING)
                continue
            done += 1
        said = ngettext(
            "The tags of %(n)s text are changed.", "The tags of %(n)s texts are changed.", done
        )
        office.message_user(request, said % {"n": done}, messages.SUCCESS)
