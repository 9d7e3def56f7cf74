"""The entry: one notion, its prose in each language, and rules its rows obey together."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from atoutsud.content.documents import Document, Rows
from atoutsud.content.fields import Prose, uid_field
from atoutsud.content.folding import FoldedField, sort_key
from atoutsud.content.languages import LANGUAGES, Addressed, localized, other
from atoutsud.content.publication import (
    PublicationQuerySet,
    PublicManager,
    Publishable,
    State,
)
from atoutsud.content.tagging import tags_field
from lexicon.models.words import public_now

LONGEST_CHAIN = 20


# Entries of which more than their being there decides whether readers see them: few.
UNCERTAIN = (
    ~Q(state=State.PUBLISHED) | Q(publish_from__isnull=False) | Q(publish_until__isnull=False)
)


class PublicConcepts(PublicManager.from_queryset(PublicationQuerySet)):  # type: ignore[misc]
    def standing(self) -> Any:
        """Published entries, and withdrawn ones that readers once saw: their address answers."""
        queryset = models.Manager.get_queryset(self)
        return queryset.filter(
            public_now("") | Q(state=State.WITHDRAWN, first_published__lte=Now())
        )

    def latest(self) -> Any:
        """Public entries, the last changed first, read off an index of that order."""
        rows = models.Manager.get_queryset(self).filter(public_now(""))
        return rows.order_by("-updated", "-pk")

    def unseen(self) -> Any:
        """Only the ids of entries that readers do not see now, for what counts the others."""
        rows = models.Manager.get_queryset(self).filter(UNCERTAIN).exclude(public_now(""))
        return rows.order_by().values("pk")

    def changes(self) -> Any:
        """What readers saw change, withdrawals included: `moment` says when, None of it is text.

        Entries never public are left out; so are, from what leaves here, the words of those gone.
        """
        now = Now()
        queryset = models.Manager.get_queryset(self).filter(first_published__lte=now)
        begins = When(publish_from__gt=F("updated"), publish_from__lte=now, then=F("publish_from"))
        ends = When(publish_until__gt=F("updated"), publish_until__lte=now, then=F("publish_until"))
        return queryset.annotate(
            moment=Case(ends, begins, default=F("updated")),
            standing=Case(
                When(public_now(""), then=Value(True)),
                default=Value(False),
                output_field=models.BooleanField(),
            ),
        )

    def last_changes(self, most: int) -> Any:
        """Enough of the changes to hold the last ones: only a date moves one from its place."""
        rows = models.Manager.get_queryset(self)
        written = rows.filter(first_published__lte=Now()).order_by("-updated", "-pk")
        dated = rows.filter(UNCERTAIN).order_by()
        return self.changes().filter(
            Q(pk__in=written.values("pk")[:most]) | Q(pk__in=dated.values("pk"))
        )

    def following(self, ids: Iterable[int]) -> dict[int, Any]:
        """Public entries by the id they are asked for, which a merge may have led to another."""
        rows = models.Manager.get_queryset(self).filter(pk__in=ids).select_related("merged_into")
        found: dict[int, Any] = {}
        for row in rows:
            end = row.merged_into or row
            if end.is_public:
                found[row.pk] = end
        return found


class Concept(Addressed, Publishable):
    version_channel = "lexicon"
    address_name = "lexicon-entry"
    headline_field = "heading"
    language_fields = ("heading", "definition")
    read_whole = False  # a term stands in its language without a definition
    document = Document(
        fields=(
            "definition",
            "note",
            "disambiguation",
            "reviewed_on",
            "public_credit",
            "autolink",
            "replaced_by",
            "merged_into",
            "extra",
        ),
        rows={
            "terms": Rows(
                "terms",
                fields=(
                    "lang",
                    "text",
                    "kind",
                    "status",
                    "usage_label",
                    "region",
                    "gender",
                    "part_of_speech",
                    "feminine",
                    "short_for",
                    "position",
                    "browse",
                ),
            ),
            "examples": Rows("examples", fields=("lang", "text", "term", "position")),
            "citations": Rows(
                "citations", fields=("source", "target", "lang", "locator", "term", "position")
            ),
            "relations": Rows("relations", fields=("kind", "target", "position")),
            "mappings": Rows("mappings", fields=("uri", "kind")),
        },
        sets=("domains", "tags"),
        spoken=("terms",),
    )

    uid = uid_field()
    definition = Prose(
        _("definition"),
        max_length=5000,
        blank=True,
        default="",
        help_text=_(
            "One or two sentences. An empty line begins a paragraph; lines that begin with "
            "“- ” make a list."
        ),
    )
    note = Prose(
        _("note"),
        max_length=8000,
        blank=True,
        default="",
        help_text=_("History, usage, warnings: what is not part of the definition."),
    )
    disambiguation = models.CharField(
        _("to tell it apart"),
        max_length=120,
        blank=True,
        default="",
        help_text=_("A word or two, when another entry has the same term: “in evaluation”."),
    )
    domains = models.ManyToManyField(
        "lexicon.Domain", verbose_name=_("domains"), blank=True, related_name="all_concepts"
    )
    tags = tags_field()
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="all_merged",
        help_text=_("The address of this entry will lead to that one."),
    )
    replaced_by = models.ForeignKey(
        "self",
        verbose_name=_("replaced by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="all_replaced",
        help_text=_("The entry that readers of this outdated one should turn to."),
    )
    reviewed_on = models.DateField(
        _("last reviewed on"),
        null=True,
        blank=True,
        help_text=_("The day somebody last checked that the entry is still true."),
    )
    public_credit = models.BooleanField(
        _("name the contributors"),
        default=True,
        help_text=_("Those who wished to be named stand beside the entry."),
    )
    autolink = models.BooleanField(
        _("link it in articles"),
        default=True,
        help_text=_("Untick for words of everyday speech."),
    )
    extra = models.JSONField(_("kept from an import"), default=dict, blank=True, editable=False)
    heading_fr = models.CharField(max_length=200, blank=True, default="", editable=False)
    heading_en = models.CharField(max_length=200, blank=True, default="", editable=False)
    sort_fr = FoldedField(max_length=500, blank=True, default="", editable=False, db_index=True)
    sort_en = FoldedField(max_length=500, blank=True, default="", editable=False, db_index=True)

    objects = PublicationQuerySet.as_manager()
    public = PublicConcepts()

    class Meta(Publishable.Meta):
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["sort_fr", "pk"]
        indexes = [
            models.Index(fields=["-updated", "-id"], name="lexicon_concept_latest"),
            models.Index(fields=["id"], name="lexicon_concept_uncertain", condition=UNCERTAIN),
        ]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(state="withdrawn"),
                name="lexicon_concept_merged_is_withdrawn",
                violation_error_message=_("An entry merged into another is withdrawn."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
                name="lexicon_concept_not_merged_into_itself",
                violation_error_message=_("An entry cannot be merged into itself."),
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | ~Q(replaced_by=F("pk")),
                name="lexicon_concept_not_replaced_by_itself",
                violation_error_message=_("An entry cannot be replaced by itself."),
            ),
        ]

    def __str__(self) -> str:
        heading = str(self.headline())
        gloss = self.gloss()
        return f"{heading} ({gloss})" if heading and gloss else heading or str(_("entry"))

    def gloss(self, language: str | None = None) -> str:
        """The words that tell homographs apart, in the language of the headword shown."""
        shown = self.headline(language).language
        return str(getattr(self, localized("disambiguation", shown), "") or "")

    def check_document(self) -> None:
        """Rules over several rows, seen once all are written; raises ValidationError."""
        from lexicon import rules

        rules.check(self)
        self.refresh_headings()

    @classmethod
    def check_documents(cls, concepts: list[Any]) -> None:
        """The same of many entries whose rows have been read; raises ValidationError."""
        from lexicon import rules

        names = [localized(name, code) for name in ("heading", "sort") for code in LANGUAGES]
        for concept in concepts:
            rules.check(concept)
            for name, value in concept.headings().items():
                setattr(concept, name, value)
        cls.objects.bulk_update(concepts, names, batch_size=100)

    def refresh_headings(self) -> None:
        """Copy the headword of each language, which lists, addresses and links read."""
        values = self.headings()
        for name, value in values.items():
            setattr(self, name, value)
        Concept.objects.filter(pk=self.pk).update(**values)

    def headings(self) -> dict[str, str]:
        """The columns that follow from the terms."""
        terms = list(self.terms.all())
        words = {code: _headword(terms, code) for code in LANGUAGES}
        values: dict[str, str] = {}
        for code in LANGUAGES:
            values[localized("heading", code)] = words[code]
            values[localized("sort", code)] = sort_key(words[code] or words[other(code)])
        return values

    def end_of_merges(self) -> "Concept | None":
        """Where this merged entry leads, through further merges; None if nowhere."""
        found, steps = self.merged_into, 0
        while found is not None and found.merged_into_id and steps < LONGEST_CHAIN:
            found, steps = found.merged_into, steps + 1
        return None if found is None or found.merged_into_id else found


def _headword(terms: list[Any], language: str) -> str:
    """The recommended full form, else the best of what there is."""
    candidates = [term for term in terms if term.lang == language]
    ranks = {"preferred": 0, "admitted": 1, "superseded": 2, "deprecated": 3}
    candidates.sort(key=lambda t: (ranks.get(t.status, 9), t.kind != "full", t.position, t.pk or 0))
    return candidates[0].text if candidates else ""


def merge_error(concept: Concept) -> ValidationError | None:
    """Why the merge cannot stand, if it cannot."""
    if concept.merged_into_id is None:
        return None
    end = concept.end_of_merges()
    if end is None or end.pk == concept.pk:
        return ValidationError({"merged_into": _("This merge would run in a circle.")})
    if end.state == State.WITHDRAWN:
        return ValidationError({"merged_into": _("The other entry is itself withdrawn.")})
    return None
