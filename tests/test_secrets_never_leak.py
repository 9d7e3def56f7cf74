"""Addresses of people, tokens and what was written to us: in no page, file, feed nor header."""

import json
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from atoutsud.content import mail, revisions
from atoutsud.content.mail import OutboxMessage
from atoutsud.members.models import Session, User
from atoutsud.site.models import ContactMessage
from atoutsud.site.newsletter import subscribers
from lexicon.models import Concept
from tests.content.uploads import a_picture
from tests.demosite import every_address
from tests.lexicon import factories as entries
from tests.members import factories as members
from tests.news import factories as news
from tests.test_drafts_never_leak import channels
from tests.trainings import factories as trainings

pytestmark = pytest.mark.django_db
LOCAL = "zqpersonne"
ADDRESS = f"{LOCAL}@example.org"
PRIVATE = "zqprive"


def plant() -> list[str]:
    """People who wrote, proposed, published and asked, each under a name nobody may read."""
    person = members.user(ADDRESS, credit_name=f"{PRIVATE} nom", is_staff=True)
    assert person.credit_choice == User.Credit.ANONYMOUS
    article = news.bilingual()
    revisions.apply(
        article,
        {"title.fr": "Un autre titre", "title.en": "Another title"},
        seen_version=article.version,
        author=person,
    )
    entry = entries.concept("amont", "upstream")
    entries.change(entry, {"note.fr": "Une note."}, author=person)
    entries.new_proposal("aval", author=person)
    trainings.engagement(title_fr="Une semaine", title_en="A week")
    ContactMessage.objects.create(email=ADDRESS, name=PRIVATE, subject=PRIVATE, message=PRIVATE)
    mail.queue(ADDRESS, "site_contact", {"message": PRIVATE}, "fr")
    subscribers.ask(ADDRESS, "fr")
    news.picture_of(article)
    client = Client()
    client.force_login(person)
    assert Concept.objects.filter(pk=entry.pk).exists() and OutboxMessage.objects.exists()
    return [LOCAL, PRIVATE, *Session.objects.values_list("session_key", flat=True)]


def told(client: Client, secrets: list[str]) -> list[str]:
    found = []
    for address in sorted({*channels(), *every_address()}):
        answer = client.get(address, headers={"accept-encoding": "identity"})
        text = b"".join([answer.getvalue(), json.dumps(dict(answer.headers)).encode()])
        found += [f"{address}: {secret}" for secret in secrets if secret.encode() in text]
    return found


def test_nothing_of_a_person_is_told_to_anybody() -> None:
    secrets = plant()
    assert told(Client(), secrets) == []
    member = Client()
    member.force_login(members.user("autre@example.org"))
    assert told(member, secrets) == []


def test_the_search_would_find_it() -> None:
    """The same crawl sees what a person chose to be credited by."""
    person = members.user(ADDRESS, credit_name=PRIVATE, credit_choice=User.Credit.PSEUDONYM)
    entry = entries.concept("amont", "upstream")
    entries.change(entry, {"note.fr": "Une note."}, author=person)
    assert told(Client(), [PRIVATE]) != []
    assert told(Client(), [LOCAL]) == []


def test_no_stored_file_names_anybody(settings: Any, tmp_path: Any) -> None:
    picture = a_picture(alt_fr="Une salle")
    for name in default_storage.listdir(picture.key)[1]:
        assert LOCAL not in name
        with default_storage.open(f"{picture.key}/{name}") as file:
            head = file.read()
        for mark in (b"Exif", b"xmp", b"XMP", b"8BIM", b"IPTC", b"GPS"):
            assert mark not in head, (name, mark)
