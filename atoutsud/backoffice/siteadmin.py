"""Pages, menu and footer, moved addresses, messages of the site."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from atoutsud.backoffice import board, today
from atoutsud.backoffice.bilingual import BilingualAdmin, OfficeAdmin
from atoutsud.backoffice.lists import mark
from atoutsud.backoffice.publishing import PublishableAdmin
from atoutsud.content.languages import word
from atoutsud.content.mail import OutboxMessage
from atoutsud.content.pictures import Picture
from atoutsud.site.backups import records
from atoutsud.site.models import BackupRecord, ContactMessage, MenuEntry, MovedPath, Page


@admin.register(Page)
class PageAdmin(PublishableAdmin):
    list_display = ("headline_words", "role", "state_mark", "language_marks", "updated")
    search_fields = ("title_fr", "title_en", "slug_fr", "slug_en")
    fieldsets: Any = (
        (_("The text"), {"fields": ("title", "lead", "body")}),
        (_("Its place on the site"), {"fields": ("slug", "role", "autolink")}),
    )


@admin.register(MenuEntry)
class MenuEntryAdmin(BilingualAdmin):
    list_display = ("shown", "place", "position", "target")
    list_filter = ("place",)
    list_select_related = ("page",)
    autocomplete_fields = ("page",)
    fieldsets: Any = (
        (_("Where it stands"), {"fields": (("place", "position"),)}),
        (
            _("Where it leads: one of the three"),
            {"fields": ("page", "built_in", "url")},
        ),
        (_("Its words"), {"fields": ("label",)}),
    )

    @admin.display(description=_("words"))
    def shown(self, obj: MenuEntry) -> str:
        return obj.words("fr").text

    @admin.display(description=_("leads to"))
    def target(self, obj: MenuEntry) -> Any:
        if obj.page is not None:
            said = word(obj.page, "title").text
            return (
                said
                if obj.page.is_public
                else format_html("{} {}", said, mark("gone", _("hidden")))
            )
        return obj.get_built_in_display() or obj.url


@admin.register(MovedPath)
class MovedPathAdmin(OfficeAdmin):
    list_display = ("old", "new")
    search_fields = ("old", "new")


class ReadOnlyAdmin(OfficeAdmin):
    """What is received or sent is read here, never written."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(ContactMessage)
class ContactMessageAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "email", "created", "answered_mark")
    list_filter = ("answered", "language")
    search_fields = ("subject", "email", "message")
    actions = ("mark_answered",)
    fields = ("subject", "name", "email", "message", "language", "created", "answered")
    readonly_fields = ("subject", "name", "email", "message", "language", "created")

    @admin.display(description=_("reply sent"), ordering="answered")
    def answered_mark(self, obj: ContactMessage) -> Any:
        return mark("clean", _("reply sent")) if obj.answered else mark("answer", _("waiting"))

    @admin.action(description=_("Mark as answered"), permissions=["change"])
    def mark_answered(self, request: HttpRequest, queryset: Any) -> None:
        queryset.update(answered=True)

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        return lookup.partition("__")[0] in ("answered", "language", "todo")


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    """What left, what waits and why; never the words, which may hold a sign-in code."""

    list_display = ("subject", "to", "created", "standing", "attempts")
    list_filter = (("sent", admin.EmptyFieldListFilter),)
    fields = ("to", "subject", "created", "not_before", "sent", "attempts", "last_error")
    readonly_fields = fields

    @admin.display(description=_("state"), ordering="sent")
    def standing(self, obj: OutboxMessage) -> Any:
        if obj.sent:
            return mark("clean", _("sent"))
        return mark("conflict" if obj.last_error else "answer", _("waiting"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(BackupRecord)
class BackupRecordAdmin(ReadOnlyAdmin):
    """When backups were made; the files themselves are out of the back office's reach."""

    list_display = ("made", "name", "size_words", "rows", "files")
    fields = ("made", "name", "size_words", "rows", "files")
    readonly_fields = fields

    @admin.display(description=_("size"), ordering="size")
    def size_words(self, obj: BackupRecord) -> str:
        return filesizeformat(obj.size)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def undescribed(language: str) -> Any:
    return lambda rows: rows.lacking_words(language)


BACKUPS = reverse_lazy("admin:site_backuprecord_changelist")


def offer() -> None:
    """Lines of the front page about what no single app owns."""
    waiting, readers, preparing = today.GROUPS
    today.listed(
        10,
        waiting,
        _("messages to answer"),
        ContactMessage,
        "waiting",
        lambda rows: rows.filter(answered=False),
    )
    today.listed(
        15,
        waiting,
        _("e-mails that did not leave"),
        OutboxMessage,
        "failed",
        lambda rows: rows.failed(),
        urgent=True,
    )
    today.listed(
        30,
        readers,
        _("pictures kept off the site: consent is missing"),
        Picture,
        "consent",
        lambda rows: rows.filter(consent="missing"),
        urgent=True,
    )
    for order, label, language in (
        (31, _("pictures without a French description"), "fr"),
        (32, _("pictures without an English description"), "en"),
    ):
        today.listed(order, readers, label, Picture, f"no-{language}", undescribed(language))
    for order, group, label, name, narrow in (
        (50, readers, _("pages without English"), "no-en", today.lacking("en")),
        (51, readers, _("pages without French"), "no-fr", today.lacking("fr")),
        (60, preparing, _("pages in draft"), "drafts", lambda rows: rows.drafts()),
        (19, preparing, _("pages that wait for their date"), "scheduled", today.scheduled),
    ):
        today.listed(order, group, label, Page, name, narrow)
    for task in (
        today.Task(
            25,
            today.READERS,
            _("texts whose translation has fallen behind"),
            board.stale_count,
            reverse_lazy("admin:translations"),
        ),
        today.Task(
            90,
            today.KEEPING,
            _("no backup for two days"),
            lambda user: int(records.is_stale()),
            BACKUPS,
            note=_("Whoever runs the machine makes one with “manage.py backup”."),
        ),
    ):
        today.register(task)
    today.register_shortcut(today.Shortcut(40, _("a page"), reverse_lazy("admin:site_page_add")))


offer()
