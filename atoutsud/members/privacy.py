"""The account itself: its columns, addresses, second factors and sessions."""

import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.db.models import Exists, OuterRef
from django.utils import timezone

from atoutsud.content.privacy import Part, moment, parts
from atoutsud.members.models import Session, User

UNCONFIRMED_KEPT = datetime.timedelta(days=7)
COLUMNS = (
    "email", "language", "credit_choice", "credit_name", "notify_decisions", "notify_questions",
    "is_staff", "is_active",
)  # fmt: skip


def _account(person: Any) -> dict[str, Any]:
    return {
        **{name: getattr(person, name) for name in COLUMNS},
        "joined": moment(person.date_joined),
        "last_login": moment(person.last_login),
        "groups": sorted(person.groups.values_list("name", flat=True)),
        "addresses": [
            {"email": row.email, "verified": row.verified, "primary": row.primary}
            for row in EmailAddress.objects.filter(user=person).order_by("pk")
        ],
        "second_factors": [
            {"kind": row.type, "added": moment(row.created_at), "used": moment(row.last_used_at)}
            for row in Authenticator.objects.filter(user=person).order_by("pk")
        ],
        "sessions": [
            {"with": row.agent, "began": moment(row.began), "seen": moment(row.seen)}
            for row in Session.objects.filter(user=person).order_by("began")
        ],
    }


def _forget(person: Any) -> None:
    Session.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    EmailAddress.objects.filter(user=person).delete()


def _office(person: Any) -> list[dict[str, Any]]:
    rows = LogEntry.objects.filter(user=person).order_by("action_time", "pk")
    return [
        {"when": moment(row.action_time), "what": str(row), "about": row.object_repr}
        for row in rows
    ]


def _expire() -> int:
    """Sign-ups never confirmed, and sessions that ended."""
    own = EmailAddress.objects.filter(user=OuterRef("pk"))
    never = User.objects.filter(
        Exists(own),
        ~Exists(own.filter(verified=True)),
        date_joined__lt=timezone.now() - UNCONFIRMED_KEPT,
        last_login=None,
        is_staff=False,
    )
    count = never.count()
    never.delete()
    return count + Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]


_ERASED = "exported; erased with the account"
parts.register(
    Part(
        name="account",
        export=_account,
        forget=_forget,
        expire=_expire,
        order=90,
        covers={
            **{f"members.user.{name}": _ERASED for name in (*COLUMNS, "date_joined", "last_login")},
            "members.user.email_key": "the address again, folded; erased with the account",
            "members.user.password": "a hash; never shown nor exported, erased with the account",
            "members.user.is_superuser": "a right of the account; erased with it",
            "members.session.user": _ERASED,
            "members.session.agent": _ERASED,
            "account.emailaddress.user": _ERASED,
            "account.emailaddress.email": _ERASED,
            "account.emailconfirmation.email_address": "erased with the account",
            "mfa.authenticator.user": "its kind is exported, its secret never; erased",
        },
    )
)
parts.register(
    Part(
        name="back_office",
        export=_office,
        forget=lambda person: LogEntry.objects.filter(user=person).delete(),
        covers={"admin.logentry.user": _ERASED},
    )
)
