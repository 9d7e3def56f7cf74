"""The newsletter: letters are written here, looked over, tried on oneself, sent; and its readers.

A letter begins with what was published since the last one. Sent, it is read and no more changed.
"""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse, reverse_lazy
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from atoutsud.backoffice import today
from atoutsud.backoffice.bilingual import BilingualAdmin, OfficeAdmin
from atoutsud.backoffice.lists import mark
from atoutsud.content.languages import LANGUAGES
from atoutsud.site.models import Letter, Subscriber
from atoutsud.site.newsletter import digest, letters, subscribers

LETTERS = reverse_lazy("admin:site_letter_changelist")


@admin.register(Letter)
class LetterAdmin(BilingualAdmin):
    list_display = ("__str__", "standing", "written", "handed", "created")
    fieldsets: Any = ((_lazy("The letter"), {"fields": ("subject", "body")}),)

    def get_urls(self) -> list[Any]:
        send = self.admin_site.admin_view(self.send_view)
        return [path("<int:pk>/send/", send, name="site_letter_send"), *super().get_urls()]

    # A letter on its way, or sent, stays as it was read

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        open_still = obj is None or obj.released is None
        return open_still and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        open_still = obj is None or obj.released is None
        return open_still and super().has_delete_permission(request, obj)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What was published since the last letter, in both languages: a start."""
        begun = {}
        for language in LANGUAGES:
            begun[f"body_{language}"] = digest.assembled(language, letters.since())
            if begun[f"body_{language}"]:
                with translation.override(language):
                    begun[f"subject_{language}"] = _("What is new at Atoutsud")
        return begun

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **more: Any
    ) -> Any:
        if context.get("add") or not context.get("original"):
            context["subtitle"] = _(
                "The text begins with what was published since the last letter. Change it as you "
                "like; empty a language to send nothing in it."
            )
        return super().render_change_form(request, context, *args, **more)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        return self._onward(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        return self._onward(request, obj) or super().response_change(request, obj)

    def _onward(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        """Saved, it is looked over; nothing leaves before a button says so there."""
        if "_save" not in request.POST:
            return None
        return HttpResponseRedirect(reverse("admin:site_letter_send", args=[obj.pk]))

    # Looking it over, and sending

    def send_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        letter = Letter.objects.filter(pk=pk).first()
        if letter is None:
            raise Http404
        if not BilingualAdmin.has_change_permission(self, request, letter):
            raise PermissionDenied
        if request.method == "POST":
            self._act(request, letter)
            return HttpResponseRedirect(reverse("admin:site_letter_send", args=[pk]))
        return self._screen(request, letter)

    def _act(self, request: HttpRequest, letter: Letter) -> None:
        if "trial" in request.POST:
            for language in letter.languages:
                letters.post(letter, request.user.email, language)  # type: ignore[union-attr]
            messages.success(request, _("The letter is on its way to you alone."))
        elif "stop" in request.POST:
            back = letters.stop(letter.pk)
            told = ngettext("%(n)d mail is taken back.", "%(n)d mails are taken back.", back)
            messages.success(request, _("Nobody more receives it.") + " " + told % {"n": back})
        elif "send" in request.POST:
            try:
                letters.release(letter.pk)
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
                return
            self.log_change(request, letter, _("Sent."))
            messages.success(request, _("The letter is leaving, a few readers at a time."))

    def _screen(self, request: HttpRequest, letter: Letter) -> HttpResponse:
        counts = dict.fromkeys(LANGUAGES, 0)
        for language in Subscriber.objects.confirmed().values_list("language", flat=True):
            counts[language] += 1
        texts = [
            {
                "language": language,
                "name": dict(subscribers.LANGUAGES)[language],
                "readers": counts[language],
                **(letter.in_language(language) if language in letter.languages else {}),
            }
            for language in LANGUAGES
        ]
        values = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(letter),
            "letter": letter,
            "texts": texts,
            "readers": sum(counts[language] for language in letter.languages),
            "faults": letter.faults() if letter.released is None else [],
            "standing": self.standing(letter),
        }
        return TemplateResponse(request, "admin/site/letter/send.html", values)

    @admin.display(description=_lazy("state"), ordering="released")
    def standing(self, obj: Letter) -> Any:
        if obj.released is None:
            return mark("draft", _("draft"))
        return mark("clean", _("sent")) if obj.finished else mark("answer", _("leaving"))

    @admin.display(description=_lazy("languages"))
    def written(self, obj: Letter) -> str:
        return " ".join(code.upper() for code in obj.languages)


@admin.register(Subscriber)
class SubscriberAdmin(OfficeAdmin):
    """Addresses, for administrators alone: to answer someone who asks, or to erase."""

    list_display = ("email", "language", "confirmed", "asked")
    list_filter = ("language", ("confirmed", admin.EmptyFieldListFilter))
    search_fields = ("email",)
    fields = ("email", "language", "asked", "confirmed")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        subscribers.forget(obj)


today.listed(
    61,
    today.PREPARING,
    _lazy("letters in draft"),
    Letter,
    "drafts",
    lambda rows: rows.drafts(),
)
today.register_shortcut(
    today.Shortcut(50, _lazy("a letter"), reverse_lazy("admin:site_letter_add"))
)
