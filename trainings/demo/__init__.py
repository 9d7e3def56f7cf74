"""The demonstration's partners, programmes and trainings, from what the association published."""

import uuid
from importlib import import_module
from typing import Any

from django.apps import apps

from atoutsud.content import revisions
from atoutsud.content.dates import VagueDate
from atoutsud.content.languages import LANGUAGES
from trainings.demo.engagements import ENGAGEMENTS
from trainings.demo.partners import PARTNERS, PROGRAMMES
from trainings.models import Engagement, FundingCategory, Partner, Programme

SPACE = uuid.UUID("6f1d0b1e-3f0f-5c51-9a55-0d2f6a1f7c10")


def load(author: Any) -> None:
    """Add what is not there yet; nothing that an editor changed is touched."""
    _expense_items()
    partners = {key: _partner(key, fields, author) for key, fields in PARTNERS.items()}
    programmes = {key: _programme(key, fields, partners) for key, fields in PROGRAMMES.items()}
    for reference, fields in ENGAGEMENTS.items():
        if not Engagement.objects.filter(reference=reference).exists():
            _engagement(reference, fields, partners, programmes, author)


def identity(*parts: str) -> uuid.UUID:
    """The same identity each time, so that loading twice finds what it made."""
    return uuid.uuid5(SPACE, "/".join(parts))


def _spread(fields: dict[str, Any]) -> dict[str, Any]:
    """`{"title": ("fr words", "en words")}` as paths per language."""
    flat: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, tuple):
            flat.update({f"{name}.{code}": v for code, v in zip(LANGUAGES, value, strict=True)})
        elif isinstance(value, VagueDate):
            flat.update(
                start_earliest=value.earliest.isoformat(),
                end_latest=value.latest.isoformat(),
                precision=str(value.precision),
                approximate=value.approximate,
            )
        else:
            flat[name] = value
    return flat


def _partner(key: str, fields: dict[str, Any], author: Any) -> Partner:
    uid = identity("partner", key)
    found = Partner.objects.filter(uid=uid).first()
    if found is None and fields.get("is_self"):
        found = Partner.objects.filter(is_self=True).first()
    if found is None:
        found = Partner(uid=uid)
        changes = {**_spread(fields), "state": "published"}
        revisions.apply(found, changes, seen_version=0, author=author)
    return found


def _programme(key: str, fields: dict[str, Any], partners: dict[str, Partner]) -> Programme:
    name_fr, name_en = fields["name"]
    about_fr, about_en = fields["description"]
    programme, made = Programme.objects.get_or_create(
        uid=identity("programme", key),
        defaults={
            "acronym": fields["acronym"],
            "name_fr": name_fr,
            "name_en": name_en,
            "description_fr": about_fr,
            "description_en": about_en,
            "managed_by": partners[fields["managed_by"]],
        },
    )
    if made:
        programme.funded_by.set([partners[name] for name in fields["funded_by"]])
    return programme


def _engagement(
    reference: str,
    fields: dict[str, Any],
    partners: dict[str, Partner],
    programmes: dict[str, Programme],
    author: Any,
) -> None:
    own = {name: value for name, value in fields.items() if name not in ("rows", "tags")}
    if "programme" in own:
        own["programme"] = str(programmes[own["programme"]].uid)
    changes = {**_spread(own), "reference": reference, "state": "published"}
    changes.update({f"tags/{name}": True for name in fields.get("tags", ())})
    for word, rows in fields["rows"].items():
        for position, row in enumerate(rows):
            uid = identity(reference, word, str(position))
            flat = {**_spread(row), "position": position}
            changes[f"{word}/{uid}"] = _linked(flat, partners, programmes)
    engagement = Engagement(uid=identity("engagement", reference))
    revisions.apply(engagement, changes, seen_version=0, author=author)


def _linked(
    row: dict[str, Any], partners: dict[str, Partner], programmes: dict[str, Programme]
) -> dict[str, Any]:
    """The short keys of the demonstration replaced by identities."""
    for name in ("partner", "institution", "funder", "channel"):
        if row.get(name):
            row[name] = str(partners[row[name]].uid)
    if row.get("programme"):
        row["programme"] = str(programmes[row["programme"]].uid)
    if "concept" in row:
        row["concept"] = _concept(row["concept"])
    for key in row.pop("between", ()):
        row[f"partners/{partners[key].uid}"] = True
    return row


def _concept(heading: str) -> str | None:
    """The public entry with this French headword, if the lexicon has it."""
    concept = apps.get_model("lexicon.Concept").public.filter(heading_fr__iexact=heading).first()
    return str(concept.uid) if concept else None


def _expense_items() -> None:
    """The items of the first migration, on a database that was emptied since."""
    if not FundingCategory.objects.exists():
        import_module("trainings.migrations.0002_expense_items").add(apps, None)
