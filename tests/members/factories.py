"""Accounts as tests need them."""

import time
from typing import Any

from allauth.account.internal.flows import login
from allauth.account.models import EmailAddress
from django.test import Client

from atoutsud.members.models import User

PASSWORD = "un-long-mot-de-passe-42"


def user(email: str = "lea@example.org", password: str | None = PASSWORD, **fields: Any) -> User:
    """An account whose address is verified."""
    made = User.objects.create_user(email, password, **fields)
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def staff(email: str = "redaction@example.org", **fields: Any) -> User:
    return user(email, is_staff=True, is_superuser=True, **fields)


def just_entered(client: Client) -> Client:
    """As if whoever is signed in there had typed a password this minute."""
    session = client.session
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = session["_auth_user_id"]
    session.save()
    return client
