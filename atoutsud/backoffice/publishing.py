"""The admin of everything publishable: it saves through the one door, `revisions.apply`.

The posted form and its rows become a document; what the editor changed in it, and nothing else,
is applied. A stale save merges what nobody else touched; the same field changed twice answers 409
with everything typed still there.
"""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import construct_change_message, flatten_fieldsets
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from atoutsud.backoffice import advising, lagging, lists
from atoutsud.backoffice.assigning import AssignedFilter, Assigning, given_to
from atoutsud.backoffice.bilingual import BilingualAdmin, BilingualStacked, BilingualTabular
from atoutsud.backoffice.drafts import DraftForms
from atoutsud.backoffice.draftscreens import BESIDE, DraftScreens, goes_beside
from atoutsud.backoffice.history import HistoryScreens, plain_number
from atoutsud.backoffice.posting import Posting
from atoutsud.backoffice.refusals import Conflicting, Refused, refusal_of
from atoutsud.backoffice.searching import IndexedSearch
from atoutsud.content import revisions
from atoutsud.content.documents import columns as columns_of
from atoutsud.content.drafts import draft_of, revision_document
from atoutsud.content.languages import LANGUAGES, active
from atoutsud.content.publication import State
from atoutsud.site.links import inside

__all__ = ["BilingualStacked", "BilingualTabular", "PublishableAdmin"]

SCHEDULE = ("publish_from", "publish_until")
BUTTONS = {"_publish": State.PUBLISHED, "_withdraw": State.WITHDRAWN}


def public_address(obj: Any) -> str:
    """Where it is read in its own words: in the editor's language if it is written in it."""
    written = obj.languages
    if not written or active() in written or not hasattr(obj, "address"):
        return str(obj.get_absolute_url())
    return str(obj.address(written[0]))


class PublishableAdmin(
    Assigning, IndexedSearch, HistoryScreens, DraftScreens, DraftForms, BilingualAdmin
):
    """Subclasses say fieldsets, inlines and searches; publication is handled here."""

    actions: Any = ("publish", "withdraw", "assign")
    publication_fieldset = True
    picture_rows: tuple[str, ...] = ()

    # Lists

    def get_list_display(self, request: HttpRequest) -> Any:
        own = [name for name in self.list_display if name != "__str__"]
        ours = ["state_mark", "language_marks"]
        names = own or ["headline_words"]
        names += [name for name in ours if name not in names]
        return names if own else [*names, "updated"]

    def get_list_filter(self, request: HttpRequest) -> Any:
        own = [item for item in super().get_list_filter(request) if item != "state"]
        return ["state", lists.LackingFilter, *own, AssignedFilter]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return lists.WrittenList

    @admin.display(description=_lazy("title"))
    def headline_words(self, obj: Any) -> Any:
        return lists.headline(obj)

    @admin.display(description=_lazy("state"), ordering="state")
    def state_mark(self, obj: Any) -> Any:
        return self.with_person(obj, lists.state_mark(obj))

    @admin.display(description=_lazy("languages"))
    def language_marks(self, obj: Any) -> Any:
        return lists.language_marks(obj)

    @admin.action(description=_lazy("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: Any) -> None:
        self._turn(request, queryset, State.PUBLISHED)

    @admin.action(description=_lazy("Withdraw"), permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: Any) -> None:
        self._turn(request, queryset, State.WITHDRAWN)

    def write(self, obj: Any, changes: dict[str, Any], **about: Any) -> Any:
        """The door this admin writes through; an app with rules of its own opens its own."""
        return revisions.apply(obj, changes, **about)

    def _turn(self, request: HttpRequest, queryset: Any, state: State) -> None:
        done = 0
        for obj in queryset.order_by("pk"):
            if not self.has_change_permission(request, obj) or obj.state == state:
                continue
            try:
                self.write(obj, {"state": state}, seen_version=obj.version, author=request.user)
            except (ValidationError, revisions.Conflict) as error:
                why = " ".join(getattr(error, "messages", ())) or _("changed meanwhile")
                text = _("“%(name)s” is left as it was: %(why)s") % {"name": obj, "why": why}
                self.message_user(request, text, messages.WARNING)
                continue
            done += 1
        said = {
            State.PUBLISHED: ngettext(
                "%(n)s text is published.", "%(n)s texts are published.", done
            ),
            State.WITHDRAWN: ngettext(
                "%(n)s text is withdrawn.", "%(n)s texts are withdrawn.", done
            ),
        }
        self.message_user(request, said[state] % {"n": done}, messages.SUCCESS)

    # Permissions

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What readers have seen is withdrawn, never deleted."""
        if obj is not None and obj.first_published is not None:
            return False
        return super().has_delete_permission(request, obj)

    # The form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without the columns of publication, which the foot of the form shows, folded."""
        hidden = {"state", *SCHEDULE}
        kept = []
        for name, options in super().get_fieldsets(request, obj):
            fields = [item for item in options["fields"] if item not in hidden]
            fields = [
                tuple(part for part in item if part not in hidden)
                if isinstance(item, list | tuple)
                else item
                for item in fields
            ]
            fields = [item for item in fields if item != ()]
            if fields:
                kept.append((name, {**options, "fields": fields}))
        if self.publication_fieldset:
            schedule = {
                "fields": [SCHEDULE],
                "classes": ("schedule", "collapse"),
                "description": _(
                    "Choose the days, then press “Publish”: nothing appears before the first one."
                ),
            }
            kept.append((_("Schedule the publication…"), schedule))
        return kept

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        refused: Any = getattr(request, "refused", None)
        if refused is None:
            return form

        class RefusedForm(form):  # type: ignore[misc, valid-type]
            def full_clean(self) -> None:
                super().full_clean()
                if self.is_bound:
                    refused.tell(self)

        return RefusedForm

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        self.take_draft(request, object_id)
        if lagging.COPY in request.POST and lagging.start_from_the_other(request):
            return self._started(request, object_id, form_url, extra_context)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refused:
            request.refused = refused  # type: ignore[attr-defined]
            context = {**(extra_context or {}), "conflict": refused.conflict}
            response = super().changeform_view(request, object_id, form_url, context)
            response.status_code = refused.status
            return response

    def _started(self, request: HttpRequest, object_id: Any, form_url: str, extra: Any) -> Any:
        """The form once more, with one language copied to start the other; nothing is saved."""
        words = _("The text is copied: translate it, then save. Nothing is saved yet.")
        request.refused = Refused({None: [words]})  # type: ignore[attr-defined]
        messages.info(request, words)
        context = {**(extra or {}), "started": True}
        return super().changeform_view(request, object_id, form_url, context)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        current = obj.version if obj else 0
        posted = request.POST if request.method == "POST" else {}
        conflict = context.get("conflict")
        draft = getattr(request, "working_draft", None)
        begun = draft.base_version if draft else current
        if obj and not conflict and plain_number(posted.get("_seen_version"), begun) != current:
            context["stale"] = revisions.history(obj).first()
        if obj:
            lagging.hand_out(obj, context)
            advising.hand_out(request, obj, context)
        if conflict or context.get("started"):
            context["errors"] = None  # said once, above the form, field by field
        seen = plain_number(posted.get("_seen_version"), begun)
        context.update(
            publishable=True,
            is_published=bool(obj and obj.state == State.PUBLISHED),
            is_withdrawn=bool(obj and obj.state == State.WITHDRAWN),
            was_published=bool(obj and obj.first_published),
            state_mark=lists.state_mark(obj) if obj else "",
            seen_version=conflict.version if conflict and not conflict.draft else seen,
            base_version=plain_number(posted.get("_base_version"), begun),
            why=posted.get("_why", ""),
            given_to=given_to(obj) if obj else "",
            public_address=public_address(obj) if obj and obj.is_public else "",
            completeness=[(code, bool(obj and obj.is_written_in(code))) for code in LANGUAGES],
            **self.draft_context(request, obj, conflict),
        )
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_view_on_site_url(self, obj: Any = None) -> Any:
        """The form has its own link, to the public address, while there is one."""
        return None

    # Saving: nothing is written before `save_related`, and there by `apply` alone

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        pass

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        obj = form.instance
        obj.state = self.wanted_state(request, obj)
        fresh = type(obj)._base_manager.get(pk=obj.pk) if change else None
        now = revisions.snapshot(fresh) if fresh else {}
        current = fresh.version if fresh else 0
        base_version = plain_number(request.POST.get("_base_version"), current)
        # What the form was filled from, as it was kept: what stands now may be newer already.
        base = revision_document(fresh, base_version) if fresh else now
        posting = Posting(form, formsets, base, now)
        document = posting.document()
        target = fresh or obj
        try:
            if fresh is not None and goes_beside(request, fresh):
                self.save_beside(request, fresh, {**document, "state": base["state"]}, base_version)
            else:
                self._write_posted(request, target, revisions.differences(base, document))
        except revisions.Conflict as conflict:
            assert fresh is not None  # a new object has nothing to clash with
            fresh.refresh_from_db()
            raise Refused(
                {None: [_("Nothing was saved: someone else changed the same words meanwhile.")]},
                Conflicting(fresh, conflict.paths, revisions.snapshot(fresh)),
            ) from None
        except ValidationError as error:
            raise refusal_of(error, form) from None
        obj.pk = target.pk
        obj._state.adding = False
        obj.refresh_from_db()
        lagging.mark_still_right(request, obj)
        for formset in posting.others():
            self.save_formset(request, form, formset, change)

    def _write_posted(self, request: HttpRequest, target: Any, changes: dict[str, Any]) -> None:
        for path in request.POST.getlist("_theirs"):
            changes.pop(path, None)
        self.write(
            target,
            changes,
            seen_version=plain_number(request.POST.get("_seen_version"), target.version),
            author=request.user,
            summary=request.POST.get("_why", "").strip(),
        )

    def wanted_state(self, request: HttpRequest, obj: Any) -> str:
        """The button decides; the state never comes from a field of the form."""
        for button, state in BUTTONS.items():
            if button in request.POST:
                return state
        return obj.state or State.DRAFT

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        return construct_change_message(form, [], add)

    # Afterwards

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        if IS_POPUP_VAR in request.POST:
            return super().response_add(request, obj, post_url_continue)
        return self._answer(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if IS_POPUP_VAR in request.POST:
            return super().response_change(request, obj)
        return self._answer(request, obj)

    def _answer(self, request: HttpRequest, obj: Any) -> HttpResponse:
        names = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        if BESIDE & set(request.POST) and (answer := self.answer_beside(request, obj)):
            draft = draft_of(obj)
            self._advise(request, inside.advice(obj, draft.document if draft else None))
            return answer
        text = self._said_of(obj)
        self.message_user(request, text, messages.SUCCESS)
        self._advise(request, [*self.warnings(obj), *inside.advice(obj)])
        if advice := advising.word_after(obj, reverse(f"{names}_change", args=[obj.pk])):
            self.message_user(request, advice, messages.INFO)
        if "_addanother" in request.POST:
            return HttpResponseRedirect(reverse(f"{names}_add"))
        if {"_draft", "_continue"} & set(request.POST) and self.has_change_permission(request, obj):
            return HttpResponseRedirect(reverse(f"{names}_change", args=[obj.pk]))
        return self.response_post_save_change(request, obj)

    def _said_of(self, obj: Any) -> Any:
        """What became of it, with the way to see it and the way back."""
        if obj.is_public:
            names = f"admin:{self.opts.app_label}_{self.opts.model_name}"
            links = [(public_address(obj), _("See it on the site"))]
            if obj.version > 1:
                history = reverse(f"{names}_history", args=[obj.pk])
                links.append((history, _("See what changed, or go back")))
            said = _("“%(name)s” is published.") % {"name": obj}
            return format_html("{} {}", said, format_html_join(" · ", '<a href="{}">{}</a>', links))
        if obj.state == State.PUBLISHED and obj.publish_from and obj.publish_from > timezone.now():
            when = formats.date_format(timezone.localtime(obj.publish_from), "DATETIME_FORMAT")
            said = _("“%(name)s” will appear on %(when)s: readers see nothing before.")
            return said % {"name": obj, "when": when}
        if obj.state == State.PUBLISHED:
            return _("“%(name)s” is kept for its date.") % {"name": obj}
        if obj.state == State.WITHDRAWN:
            return _("“%(name)s” is withdrawn: readers do not see it.") % {"name": obj}
        return _("The draft “%(name)s” is kept: readers do not see it.") % {"name": obj}

    def _advise(self, request: HttpRequest, sentences: list[str]) -> None:
        for words in sentences:
            self.message_user(request, words, messages.WARNING)

    def warnings(self, obj: Any) -> list[str]:
        """What readers will not see although it was put there, said after each save."""
        names = [
            str(row.picture)
            for relation in self.picture_rows
            for row in getattr(obj, relation).select_related("picture")
            if not row.picture.is_usable
        ]
        words = _(
            "Readers do not see the picture “%(name)s”: the consent of the people shown is missing."
        )
        return [words % {"name": name} for name in names]

    def unknown_fields(self, request: HttpRequest) -> list[str]:
        """Fields of the form that no revision would keep: a fault of the model's document."""
        document: Any = self.model.document  # type: ignore[attr-defined]
        known = {*document.own, *document.sets, "when"}
        columns = {column.name for _p, column in columns_of(self.model, document.own)}
        names = flatten_fieldsets(self.get_fieldsets(request))
        readonly = set(self.get_readonly_fields(request))
        return [name for name in names if name not in known | columns | readonly]
