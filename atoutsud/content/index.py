"""The search index: what can be found of every object, kept in step with it.

Apps offer sources in a module `indexing.py`. An entry stands for an object and has lines: its
names in each language, and the words of its texts. `instep` says when an entry is written anew,
`answers` finds.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from atoutsud.content import matching
from atoutsud.content.folding import FoldedField, fold, sort_key
from atoutsud.content.languages import LANGUAGES, localized, other
from atoutsud.content.registry import Registry

BATCH = 500


class SearchEntry(models.Model):
    """An object that can be found, whatever its state; `shown` is what its hit says, as JSON."""

    kind = models.CharField(max_length=60)
    object_id = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, default="published")
    publish_from = models.DateTimeField(null=True)
    publish_until = models.DateTimeField(null=True)
    shown = models.TextField(default="{}")

    class Meta:
        verbose_name = _("search entry")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="content_search_entry_once")
        ]
        # Few: a search counts them, to know how many of what it finds may have to be left out.
        indexes = [
            models.Index(
                fields=["id"],
                name="content_search_hidden",
                condition=~models.Q(state="published")
                | models.Q(publish_from__isnull=False)
                | models.Q(publish_until__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class SearchLine(models.Model):
    """A name of an entry, or (without a text) the words of what it says in one language.

    `standing`: 0 for the headword, then the less recommended. `open`: readers may be shown it.
    """

    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="lines")
    lang = models.CharField(max_length=12)
    text = models.CharField(max_length=300, default="")
    key = FoldedField(max_length=300, default="")
    compact = FoldedField(max_length=300, default="")
    order = FoldedField(max_length=500, default="")
    acronym = models.BooleanField(default=False)
    open = models.BooleanField(default=True)
    standing = models.PositiveSmallIntegerField(default=0)
    size = models.PositiveSmallIntegerField(default=0)
    tokens = models.TextField(default="")

    class Meta:
        verbose_name = _("search line")
        indexes = [models.Index(fields=["compact", "id"], name="content_search_compact")]

    def __str__(self) -> str:
        return self.text


class SearchWord(models.Model):
    """A word some name holds: what a mistyped word may have meant."""

    word = FoldedField(max_length=matching.LONGEST_WORD, unique=True)
    size = models.PositiveSmallIntegerField()
    tokens = models.TextField()

    class Meta:
        verbose_name = _("search word")

    def __str__(self) -> str:
        return self.word


class Name(NamedTuple):
    text: str
    lang: str
    standing: int = 0
    acronym: bool = False
    open: bool = True


class Text(NamedTuple):
    text: str
    lang: str
    open: bool = True


@dataclass
class Sheet:
    """What the index says of one object."""

    pk: int
    names: list[Name]
    texts: list[Text] = field(default_factory=list)
    shown: dict[str, Any] = field(default_factory=dict)
    facets: list[str] = field(default_factory=list)
    state: str = "published"
    publish_from: Any = None
    publish_until: Any = None


@dataclass(frozen=True)
class Source:
    """`read(pks)` gives the sheets of objects of the model `kind` that exist, whatever their state.

    `rows`: model label -> the path from its rows to those objects; the model itself is implied.
    `beside`: what else follows from these objects, and is written with their entries.
    """

    kind: str
    read: Callable[[list[int]], Iterable[Sheet]]
    rows: dict[str, str] = field(default_factory=dict)
    beside: Callable[[list[int]], None] | None = None

    @property
    def model(self) -> Any:
        return apps.get_model(self.kind)

    @property
    def mark(self) -> str:
        """The token by which lines tell the kind of their entry."""
        return kind_token(self.kind)


sources: Registry[Source] = Registry("indexing")
register = sources.register


def sheet_of(obj: Any, **said: Any) -> Sheet:
    """The sheet of something publishable."""
    return Sheet(
        obj.pk,
        state=obj.state,
        publish_from=obj.publish_from,
        publish_until=obj.publish_until,
        **said,
    )


def spoken(
    obj: Any, title: str, summary: str, fields: Iterable[str]
) -> tuple[list[Name], list[Text], dict[str, Any]]:
    """Names, texts, and what a hit shows, of something with a title and texts per language."""
    names, texts = [], []
    titles, summaries = {}, {}
    for code in LANGUAGES:
        is_public = is_open(obj, code)
        said = getattr(obj, localized(title, code)) or ""
        if said:
            names.append(Name(said, code, open=is_public))
        if said and is_public:
            titles[code] = said
            summaries[code] = getattr(obj, localized(summary, code)) or "" if summary else ""
        for name in fields:
            if text := getattr(obj, localized(name, code)):
                texts.append(Text(text, code, is_public))
    return names, texts, {"title": titles, "summary": summaries}


def is_open(obj: Any, language: str) -> bool:
    """Whether readers are shown what `obj` says in `language`: half a translation is not read."""
    return obj.is_written_in(language) or not obj.is_written_in(other(language))


def kind_token(kind: str) -> str:
    return "k" + "".join(c for c in kind if c.isalnum())


def language_token(language: str) -> str:
    return f"l{language}"


def facet_token(facet: str) -> str:
    return "f" + "".join(c for c in facet if c.isalnum())


def refresh(source: Source, pks: list[int]) -> None:
    """Write anew the entries of these objects; those of objects that are gone go too."""
    with transaction.atomic():
        # Locked before the rows are read: of two writers, the second sees what the first did.
        entries = list(
            SearchEntry.objects.select_for_update()
            .filter(kind=source.kind, object_id__in=pks)
            .order_by("pk")
        )
        sheets = {sheet.pk: sheet for sheet in source.read(pks)}
        if entries:
            stale = SearchLine.objects.filter(entry__in=[entry.pk for entry in entries])
            stale._raw_delete(stale.db)  # nothing hangs on a line, nobody listens to its end
            gone = [entry.pk for entry in entries if entry.object_id not in sheets]
            if gone:
                SearchEntry.objects.filter(pk__in=gone).delete()
        known = {entry.object_id: entry.pk for entry in entries}
        SearchEntry.objects.bulk_create(
            [entry_of(source, sheet) for sheet in sheets.values()],
            update_conflicts=True,
            unique_fields=["kind", "object_id"],
            update_fields=["state", "publish_from", "publish_until", "shown"],
        )
        fresh = [pk for pk in sheets if pk not in known]
        if fresh:
            made = SearchEntry.objects.filter(kind=source.kind, object_id__in=fresh)
            known.update(made.values_list("object_id", "pk"))
        lines = [line for pk in sorted(sheets) for line in lines_of(source, sheets[pk], known[pk])]
        SearchLine.objects.bulk_create(lines, batch_size=BATCH)
        _know_words(lines)
        if source.beside:
            source.beside(pks)


def entry_of(source: Source, sheet: Sheet) -> SearchEntry:
    return SearchEntry(
        kind=source.kind,
        object_id=sheet.pk,
        state=sheet.state,
        publish_from=sheet.publish_from,
        publish_until=sheet.publish_until,
        shown=json.dumps(sheet.shown, ensure_ascii=False, separators=(",", ":")),
    )


def lines_of(source: Source, sheet: Sheet, entry: int) -> list[SearchLine]:
    """A line a name, then one for the words of everything said in a language."""
    common = [source.mark, *map(facet_token, sheet.facets)]
    lines = []
    for name in sheet.names:
        key = fold(name.text)
        if not key:
            continue
        own = matching.name_tokens(name.text, name.lang)
        lines.append(
            SearchLine(
                entry_id=entry,
                lang=name.lang,
                text=name.text[:300],
                key=key,
                compact=key.replace(" ", ""),
                order=sort_key(name.text),
                acronym=name.acronym,
                open=name.open,
                standing=name.standing,
                size=len(matching.words_of(name.text)),
                tokens=_in_row([*own, *common, language_token(name.lang)]),
            )
        )
    lead = min(lines, key=lambda line: (line.standing, line.lang != "fr"), default=None)
    for lang, is_open in dict.fromkeys((text.lang, text.open) for text in sheet.texts):
        said = [text.text for text in sheet.texts if (text.lang, text.open) == (lang, is_open)]
        # A query may take one word from the text and another from a name.
        named = [name for name in sheet.names if name.open or not is_open]
        found = set().union(
            *(matching.text_tokens(text, lang) for text in said),
            *(matching.text_tokens(name.text, name.lang) for name in named),
        )
        lines.append(
            SearchLine(
                entry_id=entry,
                lang=lang,
                order=lead.order if lead else "",
                open=is_open,
                tokens=_in_row([*found, *common, language_token(lang)]),
            )
        )
    return lines


def _in_row(tokens: Iterable[str]) -> str:
    return " ".join(sorted(set(tokens)))


def _know_words(lines: list[SearchLine]) -> None:
    words = {word[: matching.LONGEST_WORD] for line in lines for word in line.key.split()}
    long = sorted(word for word in words if len(word) >= matching.SHORTEST_TYPO)
    if not long:
        return
    known = set(SearchWord.objects.filter(word__in=long).values_list("word", flat=True))
    SearchWord.objects.bulk_create(
        [
            SearchWord(word=word, size=len(word), tokens=_in_row(matching.trigrams(word)))
            for word in long
            if word not in known
        ],
        ignore_conflicts=True,
    )
