"""Any text in any field of a form open to strangers or members: an answer, never an accident."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lexicon import factories as entries
from tests.members import factories as members

pytestmark = pytest.mark.django_db
AWKWARD = [
    "", " ", "\u00a0\u200b\u2060", "\x00", "a\x00b", "\ud800", "é\u0301" * 40, "\u202eevil", "0",
    "-1", "9" * 400, "1e999", "NaN", "ا ل ع", "ⴰⵣⵓⵍ", "<script>x</script>", "{{7*7}}", "%s%n",
    "' OR 1=1 --", "../../etc/passwd", "http://evil.example/\r\nX: y", "x" * 70_000, "=1+1", "\r\n",
    "𝔸 ﷺ ǆ", "on", "fr", "2026-02-31", "a@b", "a@example.org", "A@EXAMPLE.ORG\u00a0", "(" * 3000,
]  # fmt: skip
TEXTS = st.sampled_from(AWKWARD) | st.text(max_size=40)
FORMS: dict[str, list[str]] = {
    "/fr/contact/": ["name", "email", "subject", "message", "shown", "website"],
    "/en/trainings/ask/": ["name", "email", "organisation", "country", "subject", "when", "people",
                           "message", "shown", "website"],
    "/fr/lettre-info/": ["email", "language", "shown"],
    "/fr/lexique/contribuer/": ["term", "lang", "definition", "equivalent", "kind", "source",
                                "message", "shown", "step", "about"],
    "/fr/lexique/{entry}/proposer/": ["definition_fr", "note_fr", "message", "base", "about",
                                      "source", "shown", "step"],
    "/en/lexicon/reader/": ["text", "language"],
    "/fr/compte/inscription/": ["email", "password1"],
    "/fr/compte/connexion/": ["login", "password", "next", "remember"],
    "/fr/compte/connexion/code/saisir/": ["code"],
    "/fr/compte/mot-de-passe/oublie/": ["email"],
}  # fmt: skip
MINE: dict[str, list[str]] = {
    "/fr/compte/": ["language", "credit_choice", "credit_name", "notify_decisions"],
    "/fr/compte/adresse/": ["email", "action_add", "action_primary", "action_remove"],
    "/fr/compte/seances/": ["end"],
    "/fr/compte/supprimer/": ["email"],
    "/fr/lexique/contribuer/": FORMS["/fr/lexique/contribuer/"],
}
few = settings(max_examples=max(2, settings.default.max_examples // 10))


def post(client: Client, address: str, form: dict[str, str]) -> None:
    """As bytes, since a browser's form can carry what no str of ours could."""
    whole = {name: text.encode("utf-8", "surrogatepass") for name, text in form.items()}
    with transaction.atomic():
        answer = client.post(address, whole, headers={"accept-encoding": "identity"})
        assert answer.status_code < 500, (address, form)
        transaction.set_rollback(True)


@pytest.mark.parametrize("address", list(FORMS))
def test_a_stranger_is_always_answered(address: str) -> None:
    entry = entries.concept()
    names = FORMS[address]

    @few
    @given(st.dictionaries(st.sampled_from(names), TEXTS, min_size=1))
    def search(form: dict[str, str]) -> None:
        valid = {"email": "a@example.org", "message": "Bonjour à tous.", "shown": entries.stamp()}
        filled: dict[str, Any] = {n: valid[n] for n in names if n in valid} | form
        post(Client(), address.format(entry=entry.pk), filled)

    search()


@pytest.mark.parametrize("address", list(MINE))
def test_a_member_is_always_answered(address: str) -> None:
    person = members.user()
    client = Client()
    client.force_login(person)
    members.just_entered(client)

    @few
    @given(st.dictionaries(st.sampled_from(MINE[address]), TEXTS, min_size=1))
    def search(form: dict[str, str]) -> None:
        post(client, address, {"shown": entries.stamp(), **form})

    search()
