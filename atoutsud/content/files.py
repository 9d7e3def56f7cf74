"""Documents offered for download: known by their content, kept under names of our own."""

import io
import zipfile
from typing import Any, ClassVar, NamedTuple, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from atoutsud.content.fields import uid_field
from atoutsud.content.imaging import read_upload
from atoutsud.content.languages import Wording, slug_of, word
from atoutsud.content.pictures import new_key, remove_files, write_files
from atoutsud.content.publication import SeenByReaders, SeenQuerySet

MAX_BYTES = 20 * 1024 * 1024
MAX_MEMBERS = 5_000
MAX_UNPACKED = 300 * 1024 * 1024

_OOXML = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "docx": f"{_OOXML}wordprocessingml.document",
    "xlsx": f"{_OOXML}spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
_PACKED = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}


class Checked(NamedTuple):
    extension: str
    data: bytes


def check(upload: Any) -> Checked:
    """The bytes of a document of a kind we offer, whatever its name claims."""
    data = read_upload(upload, MAX_BYTES)
    _stem, dot, extension = str(getattr(upload, "name", "")).rpartition(".")
    extension = extension.lower() if dot else ""
    if extension not in MEDIA_TYPES:
        raise ValidationError(
            _("Choose a PDF, ODT, DOCX, ODS, XLSX, CSV or TXT file."), code="extension"
        )
    if extension == "pdf":
        good = b"%PDF-" in data[:1024]
    elif extension in ("csv", "txt"):
        return Checked(extension, _as_text(data))
    else:
        good = _is_packed(data, extension)
    if not good:
        raise ValidationError(
            _("What is inside this file does not match its name: save it again, then retry."),
            code="content",
        )
    return Checked(extension, data)


def _as_text(data: bytes) -> bytes:
    """The text in UTF-8; a French spreadsheet program often writes cp1252."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.encode()
    raise ValidationError(_("This file is not plain text."), code="not_text")


def _is_packed(data: bytes, extension: str) -> bool:
    """Judged by the directory of the archive alone: nothing is unpacked but its short label."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            names = {member.filename.lower() for member in members}
            if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED:
                raise ValidationError(_("This file is packed too tightly to be safe."), code="bomb")
            if any(name.endswith(("vbaproject.bin", ".exe", ".js")) for name in names):
                raise ValidationError(
                    _("This file holds macros: save it without them."), code="macros"
                )
            if extension in _PACKED:
                return {"[content_types].xml", _PACKED[extension]} <= names
            label = archive.getinfo("mimetype")
            if label.file_size > 100:
                return False
            return archive.read(label).decode("ascii", "replace") == MEDIA_TYPES[extension]
    except ValidationError:
        raise
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, RuntimeError, NotImplementedError):
        return False


class Licence(models.TextChoices):
    UNKNOWN = "", _("not stated")
    CC_BY = "cc-by-4.0", "CC BY 4.0"
    CC_BY_SA = "cc-by-sa-4.0", "CC BY-SA 4.0"
    CC0 = "cc0-1.0", "CC0 1.0"
    RESERVED = "reserved", _("all rights reserved")


class Language(models.TextChoices):
    FRENCH = "fr", _("French")
    ENGLISH = "en", _("English")
    BOTH = "mul", _("both")
    OTHER = "und", _("another")


class Document(SeenByReaders):
    uid = uid_field()
    key = models.CharField(_("key"), max_length=32, unique=True, editable=False, default=new_key)
    file = models.CharField(_("file"), max_length=120, editable=False, blank=True, default="")
    title = models.CharField(_("title"), max_length=200, blank=True, default="")
    media_type = models.CharField(
        _("kind of file"), max_length=100, editable=False, blank=True, default=""
    )
    size = models.PositiveIntegerField(_("size in bytes"), editable=False, default=0)
    language = models.CharField(
        _("language"), max_length=3, choices=Language.choices, default=Language.FRENCH
    )
    licence = models.CharField(
        _("licence"), max_length=20, choices=Licence.choices, blank=True, default=Licence.UNKNOWN
    )
    created = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = SeenQuerySet.as_manager()
    public = models.Manager.from_queryset(SeenQuerySet)()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("-created", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(title_fr__isnull=False, title_fr__gt="")
                | models.Q(title_en__isnull=False, title_en__gt=""),
                name="content_document_has_a_title",
                violation_error_message=_("Give the document a title in one language at least."),
            )
        ]

    def __str__(self) -> str:
        return word(self, "title").text

    def get_absolute_url(self) -> str:
        return reverse("media", args=[self.key, self.name])

    @property
    def name(self) -> str:
        return self.file.rpartition("/")[2]

    @property
    def extension(self) -> str:
        return self.name.rpartition(".")[2]

    @classmethod
    def take(cls, upload: Any, **fields: Any) -> Self:
        """A new, saved document from an uploaded file; ValidationError when it is refused."""
        document = cls(**fields)
        document.full_clean()
        document.replace(upload)
        return document

    def replace(self, upload: Any) -> None:
        """Put another file in the place of the present one, and save."""
        checked = check(upload)
        former, self.key = self.key, new_key()
        stem = slug_of(word(self, "title").text)[:60].strip("-") or "document"
        name = f"{stem}.{checked.extension}"
        write_files(self.key, {name: checked.data})
        self.file = f"{self.key}/{name}"
        self.media_type = MEDIA_TYPES[checked.extension].partition(";")[0]
        self.size = len(checked.data)
        known = self.pk is not None
        try:
            self.save()
        except Exception:
            remove_files(self.key)
            raise
        if known:
            transaction.on_commit(lambda: remove_files(former))

    def headline(self, language: str | None = None) -> Wording:
        return word(self, "title", language)

    def address(self, language: str | None = None) -> str:
        return self.get_absolute_url()


@receiver(post_delete, sender=Document, dispatch_uid="content-document-file")
def _remove_file_of(sender: type[Document], instance: Document, **kwargs: Any) -> None:
    transaction.on_commit(lambda: remove_files(instance.key))
