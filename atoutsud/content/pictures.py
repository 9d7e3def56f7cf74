"""The pictures of the site: one row each, its files under an address nobody can guess.

The key in the address is new at each change of what the files show, so that they can be kept by
browsers for ever, and when a picture may no longer be shown, so that its old address dies.
"""

import secrets
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from atoutsud.content import imaging, typography
from atoutsud.content.fields import Prose, uid_field
from atoutsud.content.languages import other, spoken, word
from atoutsud.content.publication import SeenByReaders, SeenQuerySet

SIZES = {
    "full": "(min-width: 72rem) 46rem, 94vw",
    "margin": "(min-width: 48rem) 12rem, 94vw",
    "card": "(min-width: 48rem) 20rem, 94vw",
}


_LAZY = SafeString('loading="lazy" decoding="async"')


def new_key() -> str:
    """128 random bits, as they stand in /media/<key>/."""
    return secrets.token_hex(16)


def write_files(key: str, files: dict[str, bytes]) -> None:
    """Store `files` under `key`: all of them or none."""
    try:
        for name, data in files.items():
            default_storage.save(f"{key}/{name}", ContentFile(data))
    except Exception:
        remove_files(key)
        raise


def remove_files(key: str) -> None:
    """Remove everything stored under `key`; nothing there is no error."""
    if not key:
        return
    try:
        _folders, names = default_storage.listdir(key)
    except (FileNotFoundError, NotADirectoryError):
        return
    for name in names:
        default_storage.delete(f"{key}/{name}")
    default_storage.delete(key)  # the empty folder, where the storage has folders


class Consent(models.TextChoices):
    NOT_NEEDED = "not_needed", _("not needed: nobody can be recognised")
    OBTAINED = "obtained", _("obtained from the people shown")
    MISSING = "missing", _("missing")


class PictureQuerySet(SeenQuerySet):
    def usable(self) -> Self:
        """What may be shown to readers."""
        allowed = Q(consent=Consent.OBTAINED) | Q(consent=Consent.NOT_NEEDED, shows_minors=False)
        return self.filter(allowed)

    def lacking_words(self, language: str) -> Self:
        """Pictures that say nothing to those who do not see them, in `language`."""
        column = f"alt_{language}"
        return self.filter(Q(**{column: ""}) | Q(**{column: None}), decorative=False)


class UsablePictures(models.Manager.from_queryset(PictureQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> Any:
        return super().get_queryset().usable()


class Picture(SeenByReaders):
    uid = uid_field()
    key = models.CharField(_("key"), max_length=32, unique=True, editable=False, default=new_key)
    original = models.CharField(_("file"), max_length=80, editable=False, blank=True, default="")
    width = models.PositiveIntegerField(_("width"), editable=False, default=0)
    height = models.PositiveIntegerField(_("height"), editable=False, default=0)
    byte_size = models.PositiveIntegerField(_("size in bytes"), editable=False, default=0)
    transparent = models.BooleanField(_("transparent"), editable=False, default=False)
    alt = models.CharField(
        _("what it shows"),
        max_length=250,
        blank=True,
        default="",
        help_text=_("For those who do not see it: say what counts in it, not “photo of”."),
    )
    decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("It only adorns the page: nothing is lost without it."),
    )
    caption = Prose(_("caption"), max_length=600, blank=True, default="")
    credit = models.CharField(
        _("credit"), max_length=200, blank=True, default="", help_text=_("Who took or drew it.")
    )
    focal_x = models.PositiveSmallIntegerField(
        _("focal point, from the left (%)"),
        default=50,
        validators=[MaxValueValidator(100)],
        help_text=_(
            "What must stay visible when the picture is cut: 0 is the left, 100 the right."
        ),
    )
    focal_y = models.PositiveSmallIntegerField(
        _("focal point, from the top (%)"),
        default=50,
        validators=[MaxValueValidator(100)],
        help_text=_("0 is the top, 100 the bottom."),
    )
    consent = models.CharField(
        _("consent of the people shown"),
        max_length=10,
        choices=Consent.choices,
        default=Consent.MISSING,
        help_text=_("As long as it is missing, readers do not see the picture."),
    )
    consent_note = Prose(
        _("note on consent"),
        max_length=1000,
        blank=True,
        default="",
        help_text=_("When and how it was given, where the paper is kept. Never shown to readers."),
    )
    shows_minors = models.BooleanField(
        _("shows minors"),
        default=False,
        help_text=_("Then the consent of their parents is needed, even if nobody is named."),
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    created = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = PictureQuerySet.as_manager()
    public = UsablePictures()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ("-created", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(shows_minors=False) | ~Q(consent=Consent.NOT_NEEDED),
                name="content_picture_minors_need_consent",
                violation_error_message=_(
                    "A picture that shows minors needs consent: it cannot be “not needed”."
                ),
            ),
            models.CheckConstraint(
                condition=Q(decorative=False)
                | (
                    (Q(alt_fr="") | Q(alt_fr__isnull=True))
                    & (Q(alt_en="") | Q(alt_en__isnull=True))
                ),
                name="content_picture_decorative_says_nothing",
                violation_error_message=_(
                    "A decorative picture has no description: empty it, or untick “decorative”."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(consent=Consent.OBTAINED) | Q(consent_note__gt=""),
                name="content_picture_consent_is_noted",
                violation_error_message=_("Note when and how consent was given."),
            ),
            models.CheckConstraint(
                condition=Q(focal_x__lte=100) & Q(focal_y__lte=100),
                name="content_picture_focal_point_inside",
                violation_error_message=_("The focal point is between 0 and 100."),
            ),
        ]

    def __str__(self) -> str:
        alt = word(self, "alt").text
        return (
            alt
            or word(self, "caption").text
            or str(_("picture %(number)s")) % {"number": self.pk or ""}
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Cut anew when the focal point has moved; change address when it must be hidden."""
        with transaction.atomic():
            self._follow_changes(kwargs)
            super().save(*args, **kwargs)

    @property
    def is_usable(self) -> bool:
        if self.consent == Consent.NOT_NEEDED:
            return not self.shows_minors
        return self.consent == Consent.OBTAINED

    @classmethod
    def take(cls, upload: Any, **fields: Any) -> Self:
        """A new, saved picture from an uploaded file; ValidationError when it cannot be used."""
        picture = cls(**fields)
        picture.full_clean()
        picture.replace(upload)
        return picture

    def replace(self, upload: Any) -> None:
        """Put another file in the place of the present one, and save."""
        prepared = imaging.prepare(upload, (self.focal_x, self.focal_y))
        self._keep(prepared)
        try:
            self.save()
        except Exception:
            remove_files(self.key)
            raise

    def _keep(self, prepared: imaging.Prepared) -> None:
        former, self.key = self.key, new_key()
        write_files(self.key, prepared.files)
        self.original = f"{self.key}/{prepared.original}"
        self.width, self.height = prepared.width, prepared.height
        self.byte_size = prepared.byte_size
        self.transparent = prepared.transparent
        if self.pk:
            transaction.on_commit(lambda: remove_files(former))

    def _follow_changes(self, kwargs: dict[str, Any]) -> None:
        if not self.pk or not self.original:
            return
        before = type(self).objects.filter(pk=self.pk).first()
        if before is None or before.key != self.key:
            return
        moved = (before.focal_x, before.focal_y) != (self.focal_x, self.focal_y)
        hidden = before.is_usable and not self.is_usable
        if not (moved or hidden):
            return
        if kwargs.get("update_fields") is not None:
            files = {"key", "original", "width", "height", "byte_size", "transparent"}
            kwargs["update_fields"] = {*kwargs["update_fields"], *files}
        try:
            with default_storage.open(self.original) as file:
                prepared = imaging.prepare(file, (self.focal_x, self.focal_y))
                file.seek(0)
                prepared.files[prepared.original] = file.read()  # no loss at each change
                self._keep(prepared)
        except FileNotFoundError as error:
            raise ValidationError(
                _("The file of this picture is lost: choose it again.")
            ) from error

    def words(self, language: str) -> str:
        """What it shows, for those who do not see it; the other language's words at worst."""
        return "" if self.decorative else word(self, "alt", language).text

    def url(self, width: int, extension: str, *, card: bool = False) -> str:
        name = f"{'card-' if card else ''}{width}.{extension}"
        return reverse("media", args=[self.key, name])

    @property
    def thumbnail(self) -> str:
        """Address of the smallest rendition, for lists in the back office."""
        return self.url(imaging.widths_for(self.width)[0], imaging.extensions(self.transparent)[1])

    @property
    def largest(self) -> str:
        """Address of the widest rendition, in the format that everybody reads."""
        return self.url(imaging.widths_for(self.width)[-1], imaging.extensions(self.transparent)[1])


@receiver(post_delete, sender=Picture, dispatch_uid="content-picture-files")
def _remove_files_of(sender: type[Picture], instance: Picture, **kwargs: Any) -> None:
    transaction.on_commit(lambda: remove_files(instance.key))


def picture_html(
    picture: Picture, language: str, sizes: str = "full", *, eager: bool = False
) -> SafeString:
    """`<picture>` in the widths there are; `sizes`: "full", "margin", "card" or a CSS value.

    "card" shows the cut of 3 by 2 around the focal point. The first picture of a page is `eager`.
    """
    card = sizes == "card"
    if card:
        widths = imaging.card_widths(picture.width, picture.height)
        left, top, right, bottom = imaging.card_box(picture.width, picture.height, (50, 50))
        ratio = (bottom - top) / (right - left)
    else:
        widths = imaging.widths_for(picture.width)
        ratio = picture.height / max(picture.width, 1)
    light, common = imaging.extensions(picture.transparent)
    middle = widths[min(1, len(widths) - 1)]
    alt = word(picture, "alt", language)
    foreign = alt.foreign and not picture.decorative
    return format_html(
        '<picture><source type="image/{}" srcset="{}" sizes="{}">'
        '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}"{} {}></picture>',
        light,
        _srcset(picture, widths, light, card=card),
        SIZES.get(sizes, sizes),
        picture.url(middle, common, card=card),
        _srcset(picture, widths, common, card=card),
        SIZES.get(sizes, sizes),
        middle,
        max(1, round(middle * ratio)),
        typography.apply(picture.words(language), alt.language),
        format_html(" {}", spoken(other(language))) if foreign else "",
        format_html('fetchpriority="{}"', "high") if eager else _LAZY,
    )


def _srcset(picture: Picture, widths: list[int], extension: str, *, card: bool) -> str:
    return ", ".join(f"{picture.url(w, extension, card=card)} {w}w" for w in widths)


def caption_html(picture: Picture, language: str, typed: str = "") -> SafeString:
    """`<figcaption>` with the words typed in the text, else the picture's own, and its credit."""
    parts = []
    caption = word(picture, "caption", language)
    if typed:
        parts.append(SafeString(typed))  # cleaned HTML, from rendering
    elif caption:
        text = typography.apply(caption.text, caption.language)
        lang = format_html(" {}", spoken(caption.language)) if caption.foreign else ""
        parts.append(format_html("<span{}>{}</span>", lang, text))
    if picture.credit:
        parts.append(format_html('<span class="meta">{}</span>', picture.credit))
    if not parts:
        return SafeString("")
    return format_html(
        "<figcaption>{}</figcaption>", format_html_join(" ", "{}", ((part,) for part in parts))
    )
