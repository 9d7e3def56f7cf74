"""The statement that asks the engine for candidates: branches, each bounded by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from atoutsud.content import engines, matching
from atoutsud.content.index import facet_token, kind_token, language_token
from atoutsud.content.matching import Asked, Clause, Token

MOST = 200
MOST_LINES = 320
# One or two letters begin thousands of names: only so many of them are looked at for each kind.
SHORT = 2
MOST_SHORT = 600
# No entry has more names than this: what readers do not see takes the place of so many lines.
LINES_OF_AN_ENTRY = 100
MOST_NEAR = 600
MOST_MEANT = 120
MOST_CLOSE = 20
# The longest words say most: names that hold one of so many are near enough.
WORDS_CLOSE = 2
OF_A_LINE = (
    "id", "entry_id", "lang", "text", "key", "acronym", "standing", "size", '"order"', "open",
)  # fmt: skip
LINE = (
    "l.id, l.entry_id, e.kind, e.object_id, l.lang, l.text, l.key, l.acronym, l.standing, l.size, "
    'l."order"'
)
HIDDEN = (
    "(SELECT count(*) FROM content_searchentry WHERE NOT (state = 'published') "
    "OR publish_from IS NOT NULL OR publish_until IS NOT NULL)"
)
HIGHEST = "\U0010ffff"
BY_NAME, BY_TEXT, NEAR, LABEL, MEANT, CLOSE = range(6)


@dataclass(frozen=True)
class Scope:
    """Where to look. `groups`: kinds counted and bounded apart; `hidden`: drafts too."""

    groups: tuple[tuple[str, ...], ...]
    language: str = ""
    facet: str = ""
    hidden: bool = False
    # Of two names as good, the one in this language is shown; the order does not change.
    prefer: str = ""
    # Kinds of which every entry is wanted besides, such as the choices of a filter.
    labels: str = ""


class Row(NamedTuple):
    branch: int
    line: int
    entry: int
    kind: str
    object_id: int
    lang: str
    text: str
    key: str
    acronym: bool
    standing: int
    size: int
    order: str
    shown: str


class Branches:
    """One statement made of branches, each bounded by itself."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.tables: list[str] = []
        self.selects: list[str] = []
        self.params: list[Any] = []

    def read(self) -> list[Row]:
        if not self.selects:
            return []
        sql = f"WITH {', '.join(self.tables)} " if self.tables else ""
        sql += " UNION ALL ".join(self.selects)
        with connection.cursor() as cursor:
            cursor.execute(sql, self.params)
            return list(map(Row._make, cursor.fetchall()))

    def first(self, asked: Asked) -> None:
        for number, kinds in enumerate(self.scope.groups):
            by_key, by_words = f"k{number}", f"w{number}"
            self._by_key(by_key, asked, kinds)
            if asked.words:
                # What begins so ranks before the rest: enough of it leaves the rest unread.
                clauses = matching.clauses(asked)
                self._holding(by_words, clauses, kinds, MOST_LINES, LINE, unless=(by_key,))
        for number, kinds in enumerate(self.scope.groups):
            if asked.words:
                text = [matching.text_clause(asked)]
                unless = (f"k{number}", f"w{number}")
                self._holding(f"t{number}", text, kinds, MOST_MEANT, LINE, unless=unless)
        names = [n.partition(" ")[0] for n in self.tables]
        by_name = [name for name in names if name[0] in "kw"]
        for name in names:
            branch = BY_NAME if name in by_name else BY_TEXT
            self.selects.append(f"SELECT {branch}, {name}.*, '' FROM {name}")
        if asked.grams:
            self._near(asked, names)

    def labels(self) -> None:
        self.selects.append(
            f"SELECT {LABEL}, 0, id, kind, object_id, '', '', '', {self._false}, 0, 0, '', shown "
            "FROM content_searchentry WHERE kind = %s"
        )
        self.params.append(self.scope.labels)

    def meant(self, asked: Asked, groups: list[dict[str, int]], texts: list[int]) -> None:
        forms = [
            [Token(f"w{matching.plain(said)}", len(said) > 2)]
            + [Token(f"w{matching.plain(word)}") for word in group]
            for said, group in zip(asked.words, groups, strict=True)
        ]
        kinds = tuple(kind for group in self.scope.groups for kind in group)
        if any(groups):
            self._holding("m", [forms], kinds, MOST_MEANT)
        if len(forms) > 1:
            longest = sorted(range(len(forms)), key=lambda n: -len(asked.words[n]))[:WORDS_CLOSE]
            for number in sorted(longest):
                self._holding(f"c{number}", [[forms[number]]], kinds, MOST_CLOSE)
        for name in [table.partition(" ")[0] for table in self.tables]:
            self.selects.append(self._rows(MEANT if name == "m" else CLOSE, name))
        if texts:
            holes = ", ".join(["%s"] * len(texts))
            self.selects.append(
                f"SELECT {BY_TEXT}, 0, id, kind, object_id, '', '', '', {self._false}, 0, 0, '', "
                f"shown FROM content_searchentry WHERE id IN ({holes})"
            )
            self.params.extend(texts)

    @property
    def _false(self) -> str:
        return "0" if connection.vendor == "sqlite" else "FALSE"

    def _by_key(self, name: str, asked: Asked, kinds: Sequence[str]) -> None:
        """Names that are, or begin with, what was asked: a range of a plain index."""
        where, params = self._public(kinds)
        ranges = []
        for number, key in enumerate(asked.keys):
            lines, among = "content_searchline l", "l.compact >= %s AND l.compact < %s"
            if len(key) <= SHORT:
                lines = (
                    "(SELECT id FROM content_searchline WHERE compact >= %s AND compact < %s "
                    f"ORDER BY compact, id LIMIT {MOST_SHORT}) AS first "
                    "CROSS JOIN content_searchline l"
                )
                among = "l.id = first.id"
            ranges.append(
                f"SELECT * FROM (SELECT {LINE} FROM {lines} CROSS JOIN content_searchentry e "
                f"WHERE {among} AND e.id = l.entry_id AND {where} "
                f"ORDER BY l.compact, l.id LIMIT {MOST_LINES}) AS r{number}"
            )
            self.params.extend([key, key + HIGHEST, *params])
        self.tables.append(f"{name} AS MATERIALIZED ({' UNION ALL '.join(ranges)})")

    def _holding(
        self,
        name: str,
        clauses: Sequence[Clause],
        kinds: Sequence[str],
        most: int,
        columns: str = "l.id",
        *,
        unless: Sequence[str] = (),
    ) -> None:
        """Lines whose tokens answer, the oldest first when there are too many.

        `unless`: tables that may hold as many entries as are shown; then none is looked for.
        """
        also = [[kind_token(kind) for kind in kinds]]
        if self.scope.language:
            also.append([language_token(self.scope.language)])
        if self.scope.facet:
            also.append([facet_token(self.scope.facet)])
        room = f"{most}" if self.scope.hidden else f"{most} + {LINES_OF_AN_ENTRY} * {HIDDEN}"
        open_ones = "TRUE" if self.scope.hidden else "open"
        found = engines.holding(engines.LINES, OF_A_LINE, open_ones, room)
        where, params = self._visible()
        parts = ["e.id = l.entry_id", *where]
        if unless:
            held = " UNION ALL ".join(f"SELECT entry_id FROM {table}" for table in unless)
            parts.append(f"(SELECT count(DISTINCT entry_id) FROM ({held}) AS held) < {MOST}")
        self.tables.append(
            f"{name} AS MATERIALIZED (SELECT {columns} FROM {found} "
            f"CROSS JOIN content_searchentry e "
            f"WHERE {' AND '.join(parts)} ORDER BY {engines.place()} LIMIT {most})"
        )
        self.params.extend([engines.expression(clauses, also=also), *params])

    def _near(self, asked: Asked, unless: list[str]) -> None:
        """Known words that share a trigram with one asked, unless what was asked is found."""
        none = " AND ".join(f"NOT EXISTS (SELECT 1 FROM {name})" for name in unless)
        long = [len(word) for word in asked.words if len(word) >= matching.SHORTEST_TYPO]
        found = engines.holding(engines.WORDS, ("id", "word", "size"))
        self.selects.append(
            f"SELECT * FROM (SELECT {NEAR}, 0, 0, '', 0, '', l.word, '', {self._false}, 0, 0, '', "
            f"'' FROM (SELECT 1 AS one WHERE {none}) AS u CROSS JOIN {found} "
            f"WHERE l.size BETWEEN %s AND %s ORDER BY l.word LIMIT {MOST_NEAR}) AS near"
        )
        clause = [[Token(gram) for gram in asked.grams]]
        self.params.extend([engines.expression([clause]), min(long) - 2, max(long) + 2])

    def _rows(self, branch: int, name: str) -> str:
        return (
            f"SELECT {branch}, {LINE}, e.shown FROM {name} CROSS JOIN "
            f"content_searchline l CROSS JOIN content_searchentry e "
            f"WHERE l.id = {name}.id AND e.id = l.entry_id"
        )

    def _public(self, kinds: Sequence[str]) -> tuple[str, list[Any]]:
        """Conditions on line and entry: of these kinds, filtered, and public unless hidden too."""
        holes = ", ".join(["%s"] * len(kinds))
        # No index of kinds may serve: PostgreSQL would walk all of the kind for each line found.
        parts = [f"e.kind || '' IN ({holes})"]
        params: list[Any] = list(kinds)
        if self.scope.language:
            parts.append("l.lang = %s")
            params.append(self.scope.language)
        if self.scope.facet:
            parts.append("' ' || l.tokens || ' ' LIKE %s")
            params.append(f"% {facet_token(self.scope.facet)} %")
        visible, moments = self._visible()
        return " AND ".join([*parts, *visible]), [*params, *moments]

    def _visible(self) -> tuple[list[str], list[Any]]:
        if self.scope.hidden:
            return [], []
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        return [
            "l.open",
            "e.state = 'published'",
            "(e.publish_from IS NULL OR e.publish_from <= %s)",
            "(e.publish_until IS NULL OR e.publish_until > %s)",
        ], [now, now]
