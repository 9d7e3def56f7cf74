"""Two records of one organisation become one: everything that named the one names the other.

Trainings and partners are written through the one door, so that each keeps its history; the
record that goes is withdrawn, never deleted. What cannot be joined without choosing is refused
before anything is written.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from atoutsud.content import documents, revisions
from atoutsud.content.languages import LANGUAGES, localized
from trainings.models import Engagement, Partner, Programme

NEVER_TAKEN = ("is_self", "aliases", "countries", "parent")
Changes = dict[str, Any]


@dataclass
class Plan:
    """What a merge would write, and what keeps it from being safe."""

    keep: Partner
    gone: Partner
    engagements: list[tuple[Engagement, Changes]] = field(default_factory=list)
    programmes: list[Programme] = field(default_factory=list)
    parts: list[Partner] = field(default_factory=list)
    taken: Changes = field(default_factory=dict)
    obstacles: list[str] = field(default_factory=list)

    @property
    def taken_names(self) -> list[str]:
        """The fields of the record that stays which the other fills in."""
        names = dict.fromkeys(path.partition(".")[0] for path in self.taken)
        columns: Any = Partner._meta
        return [str(columns.get_field(name).verbose_name) for name in names]


def plan(keep: Partner, gone: Partner) -> Plan:
    found = Plan(keep, gone)
    if keep.pk == gone.pk:
        found.obstacles.append(_("An organisation cannot be merged with itself."))
        return found
    if gone.is_self:
        found.obstacles.append(_("“%(name)s” is us: keep it.") % {"name": gone})
    for engagement in naming(gone):
        try:
            found.engagements.append((engagement, _engagement_changes(engagement, keep, gone)))
        except ValidationError as error:
            found.obstacles += error.messages
    managed, funded = Q(managed_by=gone), Q(funded_by=gone)
    found.programmes = list(Programme.objects.filter(managed | funded).distinct())
    found.parts = list(Partner.objects.filter(parent=gone).exclude(pk=keep.pk))
    found.taken = _taken(keep, gone)
    return found


def naming(partner: Partner) -> list[Engagement]:
    """Every training, drafts included, in which `partner` stands somewhere."""
    condition = (
        Q(all_partners__partner=partner)
        | Q(all_cofunding__funder=partner)
        | Q(all_cofunding__channel=partner)
        | Q(all_groups__institution=partner)
        | Q(all_agreements__partners=partner)
    )
    return list(Engagement.objects.filter(condition).distinct().order_by("pk"))


def merge(keep: Partner, gone: Partner, author: Any) -> Plan:
    """All or nothing; ValidationError with nothing written where the plan has obstacles."""
    with transaction.atomic():
        found = plan(keep, gone)
        if found.obstacles:
            raise ValidationError(found.obstacles)
        why = _("“%(gone)s” merged into “%(keep)s”") % {"gone": gone, "keep": keep}
        for engagement, changes in found.engagements:
            _apply(engagement, changes, author, why)
        for programme in found.programmes:
            if programme.managed_by_id == gone.pk:
                programme.managed_by = keep
                programme.save()
            if programme.funded_by.filter(pk=gone.pk).exists():
                programme.funded_by.add(keep)
                programme.funded_by.remove(gone)
        for part in found.parts:
            _apply(part, {"parent": str(keep.uid)}, author, why)
        # The identifier first: two records never hold the same.
        last = {"state": "withdrawn", "org_identifier": ""}
        if keep.parent_id == gone.pk:
            found.taken["parent"] = None
        _apply(gone, last, author, why)
        _apply(keep, found.taken, author, why)
    return found


def _apply(obj: Any, changes: Changes, author: Any, why: str) -> None:
    revisions.apply(obj, changes, seen_version=obj.version, author=author, summary=why)


def _taken(keep: Partner, gone: Partner) -> Changes:
    """What the record that stays lacks and the other has; names become names to recognise."""
    changes: Changes = {}
    for path, column in documents.columns(Partner, Partner.document.fields):
        ours, theirs = documents.encode(keep, column), documents.encode(gone, column)
        if column.name in NEVER_TAKEN or path.startswith("name."):
            continue
        if ours in (None, "") and theirs not in (None, ""):
            changes[path] = theirs
    countries = [*(c.code for c in keep.countries), *(c.code for c in gone.countries)]
    together = ",".join(dict.fromkeys(countries))
    if together != ",".join(c.code for c in keep.countries):
        changes["countries"] = together
    aliases = "\n".join(_aliases(keep, gone))
    if aliases != keep.aliases:
        changes["aliases"] = aliases
    return changes


def _aliases(keep: Partner, gone: Partner) -> list[str]:
    own = {name.casefold() for name in _names(keep)}
    lines = [*keep.aliases.splitlines(), *_names(gone), *gone.aliases.splitlines()]
    known: dict[str, str] = {}
    for line in map(str.strip, lines):
        if line and line.casefold() not in own:
            known.setdefault(line.casefold(), line)
    return list(known.values())


def _names(partner: Partner) -> list[str]:
    names = [getattr(partner, localized("name", code)) or "" for code in LANGUAGES]
    return [name for name in (*names, partner.acronym) if name]


# One training


def _engagement_changes(engagement: Engagement, keep: Partner, gone: Partner) -> Changes:
    """Its document with the one identity in place of the other; rows that become twins join."""
    document = revisions.snapshot(engagement)
    old, new = str(gone.uid), str(keep.uid)
    changes: Changes = {}
    for path, value in document.items():
        word, _slash, rest = path.partition("/")
        name = rest.rpartition("/")[2]
        if value == old and word in ("partners", "participants", "cofunding"):
            changes[path] = new
        elif word == "agreements" and name == old:
            changes[path] = None
            changes[f"{path.removesuffix(old)}{new}"] = True
    after = {**document, **changes}
    touched = {documents.row_of(path) for path in changes}
    for twins in _twins(after, touched, "partners", ("partner", "role")):
        _join_roles(after, changes, *twins)
    for twins in _twins(after, touched, "cofunding", ("category", "funder", "programme")):
        _join_lines(engagement, after, changes, *twins)
    return changes


def _twins(
    document: Changes, touched: set[str], word: str, key: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """(the row that stays, a row that now says the same); what nobody touched stays."""
    first: dict[tuple[Any, ...], str] = {}
    rows = dict.fromkeys(path.split("/")[1] for path in document if path.startswith(f"{word}/"))
    for uid in sorted(rows, key=lambda uid: f"{word}/{uid}" in touched):
        values = tuple(document.get(f"{word}/{uid}/{name}") for name in key)
        if values in first:
            yield first[values], uid
        else:
            first[values] = uid


def _drop(changes: Changes, row: str) -> None:
    for path in [path for path in changes if path.startswith(f"{row}/")]:
        del changes[path]
    changes[row] = None


def _join_roles(after: Changes, changes: Changes, stays: str, goes: str) -> None:
    for code in LANGUAGES:
        ours, theirs = (after.get(f"partners/{uid}/note.{code}") for uid in (stays, goes))
        if theirs and theirs != ours:
            joined = "; ".join(filter(None, (ours, theirs)))
            changes[f"partners/{stays}/note.{code}"] = joined[:200]
    _drop(changes, f"partners/{goes}")


def _join_lines(
    engagement: Engagement, after: Changes, changes: Changes, stays: str, goes: str
) -> None:
    """Shares and amounts add up; where one is known and the other is not, an editor decides."""

    def value(uid: str, name: str) -> Any:
        return after.get(f"cofunding/{uid}/{name}")

    same = all(
        value(stays, name) == value(goes, name) for name in ("channel", "nature", "currency")
    )
    for name in ("share", "amount"):
        ours, theirs = value(stays, name), value(goes, name)
        same = same and (ours is None) == (theirs is None)
        if same and ours is not None:
            changes[f"cofunding/{stays}/{name}"] = str(Decimal(ours) + Decimal(theirs))
    if not same:
        raise ValidationError(
            _(
                "“%(training)s”: both paid for the same expense in different ways. Join the two "
                "lines there first."
            )
            % {"training": engagement}
        )
    for code in LANGUAGES:
        notes = [value(stays, f"note.{code}"), value(goes, f"note.{code}")]
        if notes[1] and notes[1] != notes[0]:
            changes[f"cofunding/{stays}/note.{code}"] = "; ".join(filter(None, notes))[:300]
    _drop(changes, f"cofunding/{goes}")
