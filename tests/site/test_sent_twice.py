"""A double click sends one message."""

import pytest

from atoutsud.content.mail import OutboxMessage
from atoutsud.site.contact import ContactForm, ContactMessage
from trainings.asking import KEPT, AskForm
from trainings.models import TrainingRequest

pytestmark = pytest.mark.django_db
WORDS = {"name": "", "email": "a@example.org", "subject": "", "message": "Bonjour à tous."}


def test_the_same_message_twice_is_one() -> None:
    form = ContactForm()
    form.cleaned_data = WORDS
    assert form.keep("fr").pk == form.keep("fr").pk
    form.cleaned_data = WORDS | {"message": "Encore un mot."}
    form.keep("fr")
    assert ContactMessage.objects.count() == OutboxMessage.objects.count() == 2


def test_the_same_request_twice_is_one() -> None:
    form = AskForm()
    form.cleaned_data = dict.fromkeys(KEPT, "") | {
        "organisation": "Une association", "contact_name": "Léa", "email": "a@example.org",
        "need": "Former notre équipe.",
    }  # fmt: skip
    assert form.keep("fr").pk == form.keep("en").pk
    assert TrainingRequest.objects.count() == OutboxMessage.objects.count() == 1
