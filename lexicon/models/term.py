"""Terms: rows with a language, as many as a notion has."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from atoutsud.content.fields import uid_field
from atoutsud.content.folding import FoldedField, fold, sort_key, stem, tokens
from atoutsud.content.languages import LANGUAGES
from lexicon.inflection import opening
from lexicon.models.words import EntryRow, language_field


class Term(EntryRow):
    class Kind(models.TextChoices):
        FULL = "full", _("full form")
        ACRONYM = "acronym", _("acronym")
        ABBREVIATION = "abbreviation", _("abbreviation")
        SHORT = "short", _("short form")
        VARIANT = "variant", _("spelling variant")
        PHRASE = "phrase", _("phrase")

    class Status(models.TextChoices):
        PREFERRED = "preferred", _("recommended")
        ADMITTED = "admitted", _("admitted")
        DEPRECATED = "deprecated", _("advised against")
        SUPERSEDED = "superseded", _("outdated")

    class Gender(models.TextChoices):
        MASCULINE = "masculine", _("masculine")
        FEMININE = "feminine", _("feminine")
        NEUTER = "neuter", _("neuter")
        OTHER = "other", _("masculine or feminine")

    class PartOfSpeech(models.TextChoices):
        NOUN = "noun", _("noun")
        VERB = "verb", _("verb")
        ADJECTIVE = "adjective", _("adjective")
        ADVERB = "adverb", _("adverb")
        OTHER = "other", _("other")

    uid = uid_field()
    concept = models.ForeignKey("lexicon.Concept", on_delete=models.CASCADE, related_name="terms")
    lang = language_field()
    text = models.CharField(
        _("term"), max_length=200, help_text=_("In the singular, without an article.")
    )
    kind = models.CharField(_("form"), max_length=15, choices=Kind.choices, default=Kind.FULL)
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.PREFERRED
    )
    usage_label = models.CharField(
        _("usage"),
        max_length=120,
        blank=True,
        default="",
        help_text=_("A few words: less common, familiar, European Commission…"),
    )
    region = models.CharField(
        _("region"),
        max_length=60,
        blank=True,
        default="",
        help_text=_("Where it is used, if not everywhere."),
    )
    gender = models.CharField(
        _("gender"), max_length=10, choices=Gender.choices, blank=True, default=""
    )
    part_of_speech = models.CharField(
        _("part of speech"), max_length=10, choices=PartOfSpeech.choices, blank=True, default=""
    )
    feminine = models.CharField(
        _("feminine form"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("For names of people: trainer, and its feminine in French."),
    )
    short_for = models.ForeignKey(
        "self",
        verbose_name=_("short for"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="shorter",
        help_text=_("The full form this acronym or short form stands for."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    browse = models.BooleanField(
        _("in the A–Z"), default=True, help_text=_("Untick for a variant that sorts beside it.")
    )
    key = FoldedField(max_length=250, editable=False, blank=True, default="", db_index=True)
    sort_key = FoldedField(max_length=500, editable=False, blank=True, default="")
    opening = FoldedField(max_length=120, editable=False, blank=True, default="", db_index=True)
    stems = models.CharField(max_length=400, editable=False, blank=True, default="")

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["lang", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="lexicon_term_filled",
                violation_error_message=_("Write the term."),
            ),
            models.UniqueConstraint(
                fields=["concept", "lang", "key", "kind"],
                name="lexicon_term_once",
                violation_error_message=_("This term is already in this entry."),
            ),
            models.UniqueConstraint(
                fields=["concept", "lang"],
                condition=Q(status="preferred", kind="full"),
                name="lexicon_term_one_preferred",
                violation_error_message=_(
                    "One full form only is recommended in each language; the others are admitted."
                ),
            ),
            models.CheckConstraint(
                condition=Q(short_for=None) | ~Q(short_for=F("pk")),
                name="lexicon_term_not_short_for_itself",
                violation_error_message=_("A term cannot be short for itself."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["lang", "sort_key", "browse", "concept"], name="lexicon_term_browsed"
            ),
            models.Index(fields=["concept", "lang"], name="lexicon_term_of_entry"),
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        super().clean()
        self.make_keys()
        if self.text and not self.key:
            raise ValidationError({"text": _("A term needs a letter or a figure.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.make_keys()
        super().save(*args, **kwargs)

    def make_keys(self) -> None:
        """Acronyms match with and without their dots, so their key has no space."""
        self.text = " ".join(self.text.split())
        folded = fold(self.text)
        self.key = folded.replace(" ", "") if self.kind == self.Kind.ACRONYM else folded
        self.sort_key = sort_key(self.text)
        self.opening = opening(self.text, self.lang, acronym=self.is_acronym)
        words = tokens(self.text)
        if self.lang in LANGUAGES:
            words = [stem(word, self.lang) for word in words]
        self.stems = " ".join(words)[:400]

    @property
    def is_acronym(self) -> bool:
        return self.kind == self.Kind.ACRONYM

    @property
    def mark(self) -> str:
        """The class of the sign that stands before the status: dot, ring or dash."""
        return {self.Status.PREFERRED: "ok", self.Status.ADMITTED: "adm"}.get(
            self.Status(self.status), "no"
        )
