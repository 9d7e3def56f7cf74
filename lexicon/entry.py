"""Everything an entry's page shows, gathered in a fixed number of queries."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import CharField, F, Q, TextField, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from atoutsud.content import richtext
from atoutsud.content.languages import LANGUAGES, Wording, localized, other, word
from atoutsud.content.linking import Passage
from atoutsud.content.prepared import Prepared
from atoutsud.content.publication import Seen
from atoutsud.content.rendering import prepare, write
from atoutsud.content.revisions import Revision
from atoutsud.content.tagging import TaggedItem
from lexicon import autolink, mentions
from lexicon.models import Citation, Concept, Domain, Example, Mapping, Pointer, Relation, Term
from lexicon.models.words import WordLanguage, public_now
from lexicon.shown import (
    Bibliography,
    Cited,
    Entry,
    Equivalent,
    InLanguage,
    Last,
    Link,
    Links,
    Quoted,
    Text,
)

_LINK = ("pk", "heading_fr", "heading_en", "disambiguation_fr", "disambiguation_en")
_STANDS = (*_LINK, "state", "publish_from", "publish_until")
_OWN = (*_STANDS, "version", "updated", "reviewed_on", "public_credit", "sort_fr", "sort_en",
        "definition_fr", "definition_en", "note_fr", "note_en", "merged_into_id", "replaced_by_id",
        )  # fmt: skip


def _concept(values: Sequence[Any], names: Sequence[str] = _LINK) -> Concept:
    return Concept(**dict(zip(names, values, strict=True)))


def _standing(pk: int) -> Any:
    replacement = [f"replaced_by__{name}" for name in _STANDS]
    return Concept.public.standing().filter(pk=pk).order_by().values_list(*_OWN, *replacement)


_STANDING = Prepared(_standing)


def standing(pk: int) -> Concept | None:
    """A published or withdrawn entry, with what its page shows of it and the one it leads to."""
    for row in _STANDING.rows(pk):
        concept = _concept(row[: len(_OWN)], _OWN)
        if concept.replaced_by_id:
            concept.replaced_by = _concept(row[len(_OWN) :], _STANDS)
        return concept
    return None


def _last(pk: int) -> Any:
    found = Revision.objects.filter(
        model__app_label="lexicon", model__model="concept", object_id=pk
    )
    return found.order_by("-number").values_list(*Last._fields)[:1]


_LAST = Prepared(_last)


def read(concept: Concept, language: str, seen: Seen | None = None) -> Entry:
    """Six queries beyond the entry itself."""
    heading = concept.headline(language)
    entry = Entry(concept, language, heading, concept.gloss(language))
    own, elsewhere = _terms(concept)
    _texts(entry, seen)
    numbers = _cite(entry)
    _headword(entry, own)
    _by_language(entry, own, numbers)
    _link(entry)
    entry.homographs = _homographs(entry, own, elsewhere)
    _small_rows(entry)
    entry.revision = next((Last(*row) for row in _LAST.rows(concept.pk)), None)
    return entry


def _texts(entry: Entry, seen: Seen | None) -> None:
    """Definition and note, the words of other entries linked in both."""
    concept = entry.concept
    wordings = [word(concept, name, entry.language) for name in ("definition", "note")]
    sources = [richtext.from_plain(wording.text) for wording in wordings]
    passages = [
        Passage(prepare(source, wording.language), wording.language)
        for source, wording in zip(sources, wordings, strict=True)
    ]
    linked = autolink.annotate(passages, seen, without=concept.pk)
    texts = [
        Text(write(tokens, wording.language), wording) if wording else None
        for tokens, wording in zip(linked, wordings, strict=True)
    ]
    entry.definition, entry.note = texts


_TERM = ("pk", "concept_id", "lang", "text", "kind", "status", "usage_label", "region", "gender",
         "part_of_speech", "feminine", "short_for_id", "position", "browse", "key")  # fmt: skip


def _all_terms(pk: int) -> Any:
    keys = Term.public.filter(concept=pk, browse=True).values("key")
    own = Term.objects.filter(concept=pk).order_by().values("pk")
    # A union rather than an “or”, for which all terms would be read.
    alike = Term.objects.filter(key__in=keys).order_by().values("pk")
    return (
        Term.public.filter(pk__in=own.union(alike))
        .order_by("lang", "position", "pk")
        .values_list(*_TERM, *(f"concept__{name}" for name in _LINK))
    )


_ALL_TERMS = Prepared(_all_terms)


def _terms(concept: Concept) -> tuple[list[Term], list[tuple[Term, Concept]]]:
    """The entry's terms, and those spelt alike in other entries."""
    own, elsewhere = [], []
    for row in _ALL_TERMS.rows(concept.pk):
        term = Term(**dict(zip(_TERM, row, strict=False)))
        if term.concept_id == concept.pk:
            own.append(term)
        elif term.lang in LANGUAGES:
            elsewhere.append((term, _concept(row[len(_TERM) :])))
    return own, elsewhere


def _headword(entry: Entry, own: list[Term]) -> None:
    here = [term for term in own if term.lang == entry.heading.language]
    main = next((term for term in here if term.text == entry.heading.text), None)
    if main is None:
        return
    entry.acronyms = [
        t for t in here if t.is_acronym and t is not main and t.short_for_id in (main.pk, None)
    ]
    entry.synonyms = [t for t in here if t is not main and t not in entry.acronyms]
    entry.grammar = grammar(main)
    entry.feminine = main.feminine


def grammar(term: Term) -> list[str]:
    """“feminine noun”, in the language of the page."""
    nouns = {
        Term.Gender.MASCULINE: pgettext("grammar", "masculine noun"),
        Term.Gender.FEMININE: pgettext("grammar", "feminine noun"),
        Term.Gender.NEUTER: pgettext("grammar", "neuter noun"),
        Term.Gender.OTHER: pgettext("grammar", "noun, masculine or feminine"),
    }
    if term.gender and term.part_of_speech in ("", Term.PartOfSpeech.NOUN):
        return [nouns[Term.Gender(term.gender)]]
    if term.part_of_speech and term.part_of_speech != Term.PartOfSpeech.OTHER:
        return [str(term.get_part_of_speech_display())]
    return []


def _by_language(entry: Entry, own: list[Term], numbers: dict[int, list[int]]) -> None:
    """Terms of the other languages, the site's own first; acronyms beside what they stand for."""
    titles = {"fr": _("In French"), "en": _("In English")}
    first = other(entry.heading.language)
    present = {term.lang for term in own} - {entry.heading.language}
    ranks = {status: place for place, status in enumerate(Term.Status.values)}
    for code in sorted(present, key=lambda code: (code != first, code)):
        terms = [term for term in own if term.lang == code]
        beside: dict[int, list[str]] = {}
        for term in terms:
            if term.is_acronym and term.short_for_id:
                beside.setdefault(term.short_for_id, []).append(term.text)
        alone = [term for term in terms if not (term.is_acronym and term.short_for_id)]
        alone.sort(key=lambda term: (ranks[term.status], term.position, term.pk))
        items = [
            Equivalent(term, beside.get(term.pk, []), numbers.get(term.pk, [])) for term in alone
        ]
        entry.languages.append(
            InLanguage(code, titles.get(code, str(WordLanguage(code).label)), items)
        )


def _citations(pk: int) -> Any:
    source = [f"source__{name}" for name in Bibliography._fields]
    found = Citation.public.filter(concept=pk).order_by("position", "pk")
    return found.values_list(*Quoted._fields, *source)


_CITATIONS = Prepared(_citations)


def _cite(entry: Entry) -> dict[int, list[int]]:
    """Fill the numbered list of sources; the numbers each term's id is supported by."""
    found: dict[int, Cited] = {}
    numbers: dict[int, list[int]] = {}
    for row in _CITATIONS.rows(entry.concept.pk):
        citation = Quoted(*row[: len(Quoted._fields)])
        source = Bibliography(*row[len(Quoted._fields) :])
        cited = found.setdefault(citation.source_id, Cited(source, []))
        if citation.locator and citation.locator not in cited.locators:
            cited.locators.append(citation.locator)
        number = list(found).index(citation.source_id) + 1
        if citation.term_id:
            numbers.setdefault(citation.term_id, []).append(number)
        else:
            _support(entry, citation, number)
    entry.sources = list(found.values())
    return numbers


def _support(entry: Entry, citation: Quoted, number: int) -> None:
    """Note which text shown a source stands beside; one of the other language says nothing here."""
    shown = {"definition": entry.definition, "note": entry.note}.get(citation.target)
    told = entry.notes.setdefault(citation.target, [])
    foreign = shown is not None and citation.lang not in ("", shown.wording.language)
    if not foreign and number not in told:
        told.append(number)


def _to(concept: Concept, language: str) -> Link:
    heading = concept.headline(language)
    return Link(concept.address(heading.language), heading, concept.gloss(language))


def _relations(pk: int) -> Any:
    found = Relation.public.filter(public_now("target__"), Q(concept=pk) | Q(target=pk))
    ends = [f"{end}__{name}" for end in ("concept", "target") for name in _LINK]
    return found.order_by("kind", "position", "pk").values_list("kind", *ends)


_RELATIONS = Prepared(_relations)


def _link(entry: Entry) -> None:
    """Relations of both directions, under the words readers understand."""
    Kind = Relation.Kind
    titles = {
        Kind.BROADER: _("Broader"),
        "narrower": _("Narrower"),
        Kind.RELATED: _("Related"),
        Kind.SEE_ALSO: _("See also"),
        Kind.NOT_TO_CONFUSE_WITH: _("Not to be confused with"),
    }
    groups = {kind: Links(title) for kind, title in titles.items()}
    me = entry.concept
    size = len(_LINK)
    for kind, *both in _RELATIONS.rows(me.pk):
        source, target = _concept(both[:size]), _concept(both[size:])
        outgoing = source.pk == me.pk
        if not outgoing and kind == Kind.BROADER:
            kind = "narrower"
        link = _to(target if outgoing else source, entry.language)
        if link not in groups[kind].items:
            groups[kind].items.append(link)
    entry.links = [group for group in groups.values() if group.items]


def _homographs(entry: Entry, own: list[Term], elsewhere: list[tuple[Term, Concept]]) -> list[Link]:
    """Other entries under the very word of this one, in the headword's language."""
    keys = {term.key for term in own if term.lang == entry.heading.language}
    found: dict[int, Link] = {}
    for term, concept in elsewhere:
        if term.lang == entry.heading.language and term.key in keys:
            found.setdefault(concept.pk, _to(concept, entry.language))
    return list(found.values())


def _all_small(pk: int) -> Any:
    """Examples, other vocabularies, pointers, domains and tags, which are few: one query."""
    names = ("as_what", "as_row", "as_place", "as_one", "as_two", "as_three")

    def part(
        rows: Any, what: str, place: Any, one: Any, two: Any = "", three: Any = "", row: str = "pk"
    ) -> Any:
        def text(value: Any) -> Any:
            if isinstance(value, str):
                return Value(value, output_field=TextField())
            return Coalesce(value, Value(""), output_field=TextField())

        return (
            rows.order_by()
            .annotate(
                as_what=Value(what, output_field=CharField()),
                as_row=F(row),
                as_place=place,
                as_one=text(one),
                as_two=text(two),
                as_three=text(three),
            )
            .values_list(*names)
        )

    nowhere = Value(0)
    tagged = TaggedItem.objects.filter(
        content_type__app_label="lexicon", content_type__model="concept", object_id=pk
    )
    parts = [
        part(Example.public.filter(concept=pk), "example", F("position"), F("lang"), F("text")),
        part(Mapping.public.filter(concept=pk), "mapping", nowhere, F("uri"), F("kind")),
        part(Pointer.public.filter(targets=pk), "pointer", nowhere, F("lang"), F("text")),
        part(
            Concept.domains.through.objects.filter(concept=pk),
            "domain",
            F("domain__position"),
            F("domain__name_fr"),
            F("domain__name_en"),
            row="domain",
        ),
        part(tagged, "tag", nowhere, F("tag__label_fr"), F("tag__label_en"), F("tag__name")),
        *_texts_that_say_it(pk, part),
    ]
    return parts[0].union(*parts[1:], all=True)


_ALL_SMALL = Prepared(_all_small)


def _small_rows(entry: Entry) -> None:
    rows = _ALL_SMALL.rows(entry.concept.pk)
    for what, pk, _place, one, two, three in sorted(rows, key=lambda row: (row[0], row[2], row[1])):
        _take(entry, what, pk, one, two, three)


def _texts_that_say_it(pk: int, part: Any) -> Iterator[Any]:
    """Public trainings and news in which the entry appears, the latest of each."""
    for source, model in mentions.offered():
        found = mentions.latest(mentions.mentioning(source, model, pk)).values("pk")
        # Translated models shuffle the columns of their values, which a union goes by.
        rows = model.public.filter(pk__in=found).rewrite(False)
        titles = [F(localized(source.title_field, code)) for code in LANGUAGES]
        yield part(rows, source.model, -F("pk"), *titles)


def _take(entry: Entry, what: str, pk: int, one: str, two: str, three: str) -> None:
    if what == "example":
        entry.examples.append(Wording(two, one, one != entry.language))
    elif what == "pointer":
        entry.pointers.append(Wording(two, one, one != entry.language))
    elif what == "mapping":
        entry.mappings.append((one, str(Mapping.Kind(two).label)))
    elif what in (shown := {source.model: model for source, model in mentions.offered()}):
        _appears(entry, what, shown[what], pk, {"fr": one, "en": two})
    elif what == "domain":
        domain = Domain(pk=pk, name_fr=one, name_en=two)
        entry.domains.append((domain.address(entry.language), domain.headline(entry.language)))
    else:
        words = {"fr": one, "en": two}
        code = entry.language if words.get(entry.language) else other(entry.language)
        text = words[code] or three
        entry.tags.append(Wording(text, code, code != entry.language and bool(words[code])))


def _appears(entry: Entry, label: str, model: Any, pk: int, titles: dict[str, str]) -> None:
    """A text that says a word of the entry, under what kind of text it is."""
    for place, (source, _model) in enumerate(mentions.offered()):
        while len(entry.appears) <= place:
            entry.appears.append(Links(""))
        if source.model == label:
            field_names = {localized(source.title_field, code): titles[code] for code in LANGUAGES}
            shown = model(pk=pk, **field_names)
            heading = shown.headline(entry.language)
            group = entry.appears[place]
            group.title = str(source.title)
            group.items.append(Link(shown.address(heading.language), heading, ""))
