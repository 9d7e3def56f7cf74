"""What is fuzzed: each target takes bytes, and raises when a promise about them is broken.

A reader may refuse, in its own words, and may do nothing else: no other exception, nothing that a
database or an XML file cannot hold, no answer that differs the second time, no work without end.
"""

import re
import time
from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import ValidationError

from atoutsud.content import dateparsing, dates, folding, matching, rendering, richtext, typography
from lexicon.exchange import checking, formats
from lexicon.exchange.reading import Further, Incoming, Refused
from tests.content.test_richtext import live

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
FOUND = Path(__file__).resolve().parent / "found"
# Seconds of CPU for one input of a few kilobytes.
PATIENCE = 2.0
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
Target = Callable[[bytes], None]


def texts_of(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in texts_of(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in texts_of(part)]
    return []


def _entries(name: str, content: bytes) -> list[Incoming]:
    further = Further()
    try:
        found = list(formats.read(name, content, further))
        for entry in found:
            checking.check(entry)
    except Refused as refusal:
        assert str(refusal)
        return []
    for row in (*further.domains, *further.sources, *further.pointers):
        assert isinstance(row, dict)
        _storable(row)
    return found


def _storable(value: object) -> None:
    for text in texts_of(value):
        assert not _ILLEGAL.search(text), f"a database refuses {text!r}"


def _reader(name: str) -> Target:
    def target(content: bytes) -> None:
        found = _entries(name, content)
        for entry in found:
            _storable([entry.refusals, entry.doubts, entry.remarks, entry.headword()])
            if entry.refusals:
                assert all(entry.refusals)
                continue
            _storable(entry.record)
            assert entry.record["terms"], "an entry without a term"
            for term in entry.record["terms"]:
                assert 0 < len(term["text"]) <= 200
                assert folding.fold(term["text"])
        again = _entries(name, content)
        assert [e.record for e in again] == [e.record for e in found]

    return target


def rich_text(content: bytes) -> None:
    source = content.decode("utf-8", "surrogateescape")
    try:
        once = richtext.clean(source)
    except ValidationError:
        return
    assert not live(once), live(once)
    assert not _ILLEGAL.search(once)
    assert richtext.clean(once) == once, "cleaning twice changes something more"
    words = richtext.plain(once)
    assert not re.search(r"<script|<img", words) or "&lt;" in once
    richtext.headings(once)
    if "ref:" not in once:
        for language in ("fr", "en"):
            rendering.render(once, language)


def plain_text(content: bytes) -> None:
    source = content.decode("utf-8", "surrogateescape")
    made = richtext.from_plain(source)
    assert not live(made)
    once = richtext.clean(made)
    assert richtext.clean(once) == once
    for language in ("fr", "en"):
        # Spaces and apostrophes alone change; the second time, nothing.
        typeset = typography.apply(source, language)
        assert typography.apply(typeset, language) == typeset


def dates_typed(content: bytes) -> None:
    source = content.decode("utf-8", "replace")
    try:
        found = dateparsing.parse(source)
    except ValidationError as error:
        assert error.messages
        return
    for language in ("fr", "en"):
        again = dateparsing.parse(dates.typed(found, language))
        assert again == found, f"{found} is written {dates.typed(found, language)!r}"
        assert (found is None) == (not dates.in_words(found, language))


def searched(content: bytes) -> None:
    source = content.decode("utf-8", "replace")
    assert folding.fold(folding.fold(source)) == folding.fold(source)
    folding.sort_key(source)
    folding.letter(source)
    asked = matching.parse(source)
    if asked:
        matching.clauses(asked)
        matching.text_clause(asked)
        matching.corrections(asked, ["budget", "cadre", "logique"])


TARGETS: dict[str, Target] = {
    "tbx": _reader("tbx"),
    "legacy": _reader("legacy"),
    "richtext": rich_text,
    "csv": _reader("csv"),
    "json": _reader("json"),
    "plain": plain_text,
    "dates": dates_typed,
    "search": searched,
}


def run(name: str, content: bytes) -> None:
    """The target, and its patience."""
    begun = time.process_time()
    TARGETS[name](content)
    took = time.process_time() - begun
    assert took < PATIENCE, f"{took:.1f} s for {len(content)} bytes"
