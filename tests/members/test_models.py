import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from atoutsud.content import publication
from atoutsud.content.mail import email_key
from atoutsud.members.models import User
from tests.members import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("other", ["LEA@example.org", "lea@EXAMPLE.org", "Lea@Example.Org"])
def test_two_spellings_of_one_address_are_one_account(other: str) -> None:
    factories.user("lea@example.org")
    with pytest.raises(IntegrityError):
        User.objects.create_user(other)


def test_a_form_hears_of_it_before_the_database() -> None:
    factories.user("lea@example.org")
    with pytest.raises(ValidationError) as refusal:
        User(email="LEA@example.org", password="x").full_clean()
    assert "email" in refusal.value.message_dict


def test_an_account_is_found_whatever_the_case() -> None:
    made = factories.user("lea@example.org")
    assert User.objects.get_by_natural_key("LEA@EXAMPLE.ORG") == made


def test_the_key_folds_compatible_letters() -> None:
    assert email_key(" Léa@Straße.example ") == email_key("léa@strasse.example")


def test_an_account_without_an_address_is_refused() -> None:
    with pytest.raises(ValueError, match="address"):
        User.objects.create_user("")


def test_a_credit_needs_a_name() -> None:
    user = User(email="a@example.org", password="x", credit_choice="pseudonym")
    with pytest.raises(ValidationError):
        user.full_clean()
    with pytest.raises(IntegrityError):
        user.save()


def test_an_anonymous_credit_shows_no_name() -> None:
    user = User(email="a@example.org", credit_name="Léa", credit_choice="anonymous")
    assert user.credited_name == ""
    user.credit_choice = User.Credit.NAME
    assert user.credited_name == "Léa"


def test_a_new_credited_name_makes_known_pages_new() -> None:
    user = User.objects.get(pk=factories.user().pk)
    publication.bump()
    before = publication.seen()
    user.language = "en"
    user.save()
    assert publication.seen()[:2] == before[:2]
    user.credit_name, user.credit_choice = "Léa", User.Credit.NAME
    user.save()
    after = publication.seen()
    assert (after.site, after.lexicon) == (before.site + 1, before.lexicon + 1)


def test_a_superuser_may_enter_the_back_office() -> None:
    boss = User.objects.create_superuser("boss@example.org", "x")
    assert boss.is_staff
    assert boss.is_superuser
