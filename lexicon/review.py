"""The review screen of one contribution: what it shows of each change, and what was posted."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from atoutsud.content import revisions
from atoutsud.content.comparing import Part, merged, word_difference
from lexicon import moderation
from lexicon.models import Change, Concept, Contribution
from lexicon.moderation import Decision, Seen
from lexicon.reasons import ReasonCode
from lexicon.undoing import can_be_undone
from lexicon.wording import Described, Names, described, remark_label, value

MOST_NEIGHBOURS = 20
VERDICTS = ("apply", "edit", "refuse", "later", "done")


@dataclass
class Choice:
    value: str
    label: str
    checked: bool


@dataclass
class Neighbour:
    """Another proposal that waits on the same text."""

    contribution: Contribution
    parts: list[Part]


@dataclass
class Card:
    """One change as the reviewer sees it."""

    words: Described
    standing: str
    standing_label: str
    mark: str
    current: str
    base_parts: list[Part]
    current_parts: list[Part]
    proposed_parts: list[Part]
    editable: bool
    decided: bool
    verdict: str = ""
    text: str = ""
    is_merged: bool = False
    reason_code: str = ""
    word: str = ""
    late: bool = False
    neighbours: list[Neighbour] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"c{self.words.change.pk}"

    @property
    def choices(self) -> list[Choice]:
        """Named by their effect where texts clash; nothing is ticked in advance then."""
        clash = self.standing == "conflict"
        labels = {
            "apply": _("Take the proposal") if clash else _("Apply"),
            "edit": (_("Merge the two") if self.is_merged else _("Write from the two"))
            if clash
            else _("Amend"),
            "refuse": _("Keep the present text") if clash else _("Refuse"),
            "later": _("Later"),
        }
        order = ["edit", "apply", "refuse", "later"] if clash else list(labels)
        if self.standing == "gone":
            order = ["refuse", "later"]
        elif not self.editable:
            order.remove("edit")
        return [Choice(name, labels[name], self.verdict == name) for name in order]


LABELS = {
    "clean": lambda: _("no conflict"),
    "done": lambda: _("already done"),
    "conflict": lambda: _("conflict"),
    "gone": lambda: _("no longer exists"),
}


def cards(contribution: Contribution, posted: QueryDict | None = None) -> list[Card]:
    """A card a change, in the entry's order; with what was posted and refused, if anything."""
    document = moderation.document_of(contribution)
    changes = list(contribution.changes.all())
    names = Names()
    beside = _neighbours(contribution, changes, names)
    found = []
    for change in changes:
        change.contribution = contribution
        card = _card(change, document, names, lost=moderation.is_lost(contribution))
        card.neighbours = beside.get(change.path, [])
        if posted is not None:
            _keep_choices(card, posted)
        found.append(card)
    return found


def _card(change: Change, document: dict[str, Any], names: Names, *, lost: bool) -> Card:
    standing = "gone" if lost else moderation.state_of(change, document, names.domains)
    words = described(change, names)
    current = value(change, moderation.current_value(change, document), names)
    conflict = standing == "conflict"
    # In a conflict both differences are taken from the base, so that they can be compared.
    before = words.old if conflict or standing == "gone" else current
    proposed = word_difference(before, words.new)
    held = change.new if isinstance(change.new, dict) else {}
    together = merged(words.old, current, words.new) if conflict else None
    return Card(
        words=words,
        standing=standing,
        standing_label=LABELS[standing](),
        mark=moderation.mark(change, document),
        current=current,
        base_parts=[Part("same", words.old)],
        current_parts=word_difference(words.old, current) if conflict else [Part("same", current)],
        proposed_parts=proposed,
        editable=_editable(change),
        decided=change.decision != Change.Decision.PENDING,
        verdict="" if conflict else "done" if standing == "done" else "later",
        is_merged=together is not None,
        text=(together or current)
        if conflict
        else str(held.get("text", "")) or str(change.new or ""),
        reason_code=ReasonCode.IMPROVED_SINCE if conflict else "",
    )


def _editable(change: Change) -> bool:
    """Whether the reviewer may write another text: not of a removal, a choice or a source."""
    if change.op == Change.Op.REMOVE or change.new is True:
        return False
    inner = change.path.rpartition("/")[2]
    return not change.path.startswith("citations/") and inner not in (
        "status", "kind", "gender", "part_of_speech",
    )  # fmt: skip


def _neighbours(
    contribution: Contribution, changes: list[Change], names: Names
) -> dict[str, list[Neighbour]]:
    if contribution.concept_id is None:
        return {}
    others = Change.objects.filter(
        path__in=[change.path for change in changes],
        decision=Change.Decision.PENDING,
        contribution__concept=contribution.concept_id,
        contribution__state__in=Contribution.OPEN,
    ).exclude(contribution=contribution)
    found: dict[str, list[Neighbour]] = {}
    rows = others.select_related("contribution__author", "contribution__base_revision")
    for other in rows.order_by("contribution", "seq")[:MOST_NEIGHBOURS]:
        parts = word_difference(value(other, other.old, names), value(other, other.new, names))
        found.setdefault(other.path, []).append(Neighbour(other.contribution, parts))
    return found


def _keep_choices(card: Card, posted: QueryDict) -> None:
    """What the reviewer had chosen, except where the text moved meanwhile."""
    name = card.name
    if card.decided or name not in posted and f"{name}-mark" not in posted:
        return
    card.late = posted.get(f"{name}-mark", card.mark) != card.mark
    card.text = posted.get(f"{name}-text", card.text)
    card.reason_code = posted.get(f"{name}-reason", card.reason_code)
    card.word = posted.get(f"{name}-word", "")
    chosen = posted.get(name, "")
    if card.late and chosen in ("apply", "edit"):
        card.verdict = ""
    elif chosen in VERDICTS:
        card.verdict = chosen


def readable(posted: QueryDict) -> QueryDict:
    """Without what no database stores."""
    kept = posted.copy()
    for name, values in posted.lists():
        kept.setlist(name, [value.replace("\x00", "") for value in values])
    return kept


def _as_text(held: Any) -> str:
    return held if isinstance(held, str) else ""


def likely(contribution: Contribution) -> list[Concept]:
    """Entries a proposed new one may double."""
    uids = contribution.checks.get("likely", [])
    return list(Concept.objects.filter(uid__in=uids)[:5]) if uids else []


def tick_clean(found: list[Card]) -> None:
    """“Tick apply” for what has no conflict; publishes nothing."""
    for card in found:
        if card.standing == "clean" and not card.decided:
            card.verdict = "apply"


def decisions(contribution: Contribution, posted: QueryDict) -> dict[int, Decision]:
    """The posted decisions, those left for later out; unknown words count as later."""
    found = {}
    for change in contribution.changes.filter(decision=Change.Decision.PENDING):
        name = f"c{change.pk}"
        verdict = posted.get(name, "")
        if verdict not in ("apply", "edit", "refuse", "done"):
            continue
        refused = verdict == "refuse"
        code = posted.get(f"{name}-reason", "") if refused else ""
        found[change.pk] = Decision(
            verdict=verdict,  # type: ignore[arg-type]
            text=posted.get(f"{name}-text", "") if verdict == "edit" else "",
            reason_code=code if code in ReasonCode.values else "",
            reason=posted.get(f"{name}-word", "")[:1000] if refused else "",
        )
    return found


def seen(contribution: Contribution, posted: QueryDict) -> Seen:
    """The version and the current values the posted form displayed."""
    version = posted.get("version", "")
    marks = {
        change.pk: posted.get(f"c{change.pk}-mark", "") for change in contribution.changes.all()
    }
    plain = version.isascii() and version.isdigit() and len(version) < 10
    return Seen(int(version) if plain else 0, marks)


def context(request: HttpRequest, contribution: Contribution, found: list[Card]) -> dict[str, Any]:
    """What the screen says around the cards."""
    concept = contribution.concept
    tally = []
    for standing in ("clean", "conflict", "done", "gone"):
        same = [card for card in found if card.standing == standing and not card.decided]
        if same:
            tally.append((standing, LABELS[standing](), len(same), same[0].name))
    waiting = Contribution.objects.waiting().filter(state=Contribution.State.PENDING)
    following = waiting.filter(created__gte=contribution.created).exclude(pk=contribution.pk)
    of_account = Contribution.objects.by(contribution.author) if contribution.author else None
    document = moderation.document_of(contribution) if not found and concept else {}
    return {
        "contribution": contribution,
        "cards": found,
        "open_cards": [card for card in found if not card.decided],
        "tally": tally,
        "clean": sum(card.standing == "clean" and not card.decided for card in found),
        "reasons": ReasonCode.choices,
        "version": concept.version if concept else 0,
        "lost": moderation.is_lost(contribution),
        "latest": revisions.history(concept).first() if concept else None,
        "waiting": waiting.count(),
        "following": following.first(),
        "others": of_account.count() if of_account is not None else 0,
        "first": of_account is not None
        and not of_account.filter(state__in=("accepted", "partly")).exists(),
        "thread": list(contribution.thread.all()),
        "remark_on": remark_label(contribution.path, document),
        "remark_text": _as_text(document.get(contribution.path)),
        "undoable": can_be_undone(contribution),
        "likely": likely(contribution),
    }
