"""Entries as tests need them, made through the door."""

import time
import uuid
from typing import Any
from unittest.mock import patch

from django.core import signing

from atoutsud.members.models import User
from lexicon.models import Change, Concept, Contribution, Domain
from lexicon.proposing import Proposed, contribute, new_term
from lexicon.publishing import publish


def member(email: str = "membre@example.org", **fields: Any) -> User:
    return User.objects.filter(email=email).first() or User.objects.create_user(
        email, "un-long-mot-de-passe-42", **fields
    )


def stamp(ago: int = 60) -> str:
    """The mark of a form shown `ago` seconds before now."""
    from atoutsud.site.guardedform import SALT

    with patch("django.core.signing.time.time", return_value=time.time() - ago):
        return signing.dumps("", salt=SALT)


def reviewer() -> User:
    return member("relecture@example.org", is_staff=True, is_superuser=True)


def term(lang: str, text: str, **fields: Any) -> dict[str, Any]:
    row = {"lang": lang, "text": text, "kind": "full", "status": "preferred", **fields}
    return {
        f"terms/{fields.pop('uid', uuid.uuid4())}": {k: v for k, v in row.items() if k != "uid"}
    }


def concept(
    fr: str = "cadre logique",
    en: str = "logical framework",
    *,
    acronym: str = "",
    acronym_en: str = "",
    state: str = "published",
    definition_fr: str = "Tableau qui résume un projet.",
    definition_en: str = "A table that sums up a project.",
    **changes: Any,
) -> Concept:
    """A published bilingual entry, unless told otherwise; `changes` are further paths."""
    wanted: dict[str, Any] = {"state": state}
    for code, text, short in (("fr", fr, acronym), ("en", en, acronym_en)):
        full = str(uuid.uuid4())
        if text:
            wanted |= term(code, text, uid=full)
        if short:
            wanted |= term(
                code, short, kind="acronym", position=1, **({"short_for": full} if text else {})
            )
    if definition_fr and fr:
        wanted["definition.fr"] = definition_fr
    if definition_en and en:
        wanted["definition.en"] = definition_en
    made = Concept()
    publish(made, wanted | changes, seen_version=0, author=None)
    return made


def change(entry: Concept, changes: dict[str, Any], author: Any = None, **options: Any) -> Any:
    """Publish `changes` on the entry as it is now."""
    fresh = Concept.objects.get(pk=entry.pk)
    return publish(fresh, changes, seen_version=fresh.version, author=author, **options)


def domain(code: str = "cycle-projet", **fields: Any) -> Domain:
    names = {"name_fr": "Cycle de projet", "name_en": "Project cycle"} | fields
    return Domain.objects.create(code=code, **names)


def proposal(entry: Concept, *paths: tuple[str, Any], author: Any = None) -> Contribution:
    """A correction of `entry` that sets each path, written on the entry as it is now."""
    from atoutsud.content.revisions import history

    base = history(entry).first()
    assert base is not None
    changes = [Proposed(Change.Op.SET, path, base.document.get(path), new) for path, new in paths]
    return contribute(changes, author=author or member(), language="fr", concept=entry, base=base)


def new_proposal(term_text: str = "théorie du changement", author: Any = None) -> Contribution:
    changes = [
        new_term("fr", term_text),
        Proposed(Change.Op.SET, "definition.fr", "", "Récit de la façon dont un projet agit."),
        new_term("en", "theory of change"),
    ]
    return contribute(changes, author=author or member(), language="fr")
