"""Accounts as tests need them."""

from typing import Any

from allauth.account.models import EmailAddress

from atoutsud.members.models import User

PASSWORD = "un-long-mot-de-passe-42"


def user(email: str = "lea@example.org", password: str | None = PASSWORD, **fields: Any) -> User:
    """An account whose address is verified."""
    made = User.objects.create_user(email, password, **fields)
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def staff(email: str = "redaction@example.org", **fields: Any) -> User:
    return user(email, is_staff=True, is_superuser=True, **fields)
