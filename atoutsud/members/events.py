"""Accounts tell what happens to them: log-ins, second factors, rights."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth import get_user_model, signals
from django.contrib.auth.models import Group
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import receiver

from atoutsud.content.events import actor, note

RIGHTS = ("is_active", "is_staff", "is_superuser")
CHANGED = ("post_add", "post_remove", "post_clear")


def about(instance: Any) -> tuple[str, int]:
    return instance._meta.label_lower, instance.pk


@receiver(signals.user_logged_in)
def logged_in(user: Any, **_: Any) -> None:
    note("log-in", user, staff=bool(user.is_staff))


@receiver(signals.user_login_failed)
def refused(**_: Any) -> None:
    """Nothing of what was tried: it may be a password typed in the wrong field."""
    note("log-in refused")


@receiver(signals.user_logged_out)
def logged_out(user: Any, **_: Any) -> None:
    """The account may have gone a moment ago: its deletion signs it out."""
    if user is not None:
        still = get_user_model().objects.filter(pk=user.pk).first()
        note("log-out", still)


@receiver([account.password_changed, account.password_set, account.password_reset])
def password_changed(user: Any, **_: Any) -> None:
    note("password changed", user)


@receiver(account.email_changed)
def email_changed(user: Any, **_: Any) -> None:
    note("e-mail changed", user)


@receiver(mfa.authenticator_added)
def factor_added(user: Any, authenticator: Any, **_: Any) -> None:
    note("second factor added", user, factor=str(authenticator.type))


@receiver(mfa.authenticator_removed)
def factor_removed(user: Any, authenticator: Any, **_: Any) -> None:
    note("second factor removed", user, factor=str(authenticator.type))


@receiver(pre_save, sender=get_user_model())
def before_saving(instance: Any, update_fields: Any = None, **_: Any) -> None:
    if instance.pk is None or (update_fields is not None and not {*RIGHTS} & {*update_fields}):
        return
    before = type(instance).objects.filter(pk=instance.pk).values(*RIGHTS).first()
    instance._rights_before = before


@receiver(post_save, sender=get_user_model())
def after_saving(instance: Any, created: bool, raw: bool = False, **_: Any) -> None:
    before = instance.__dict__.pop("_rights_before", None)
    now = {name: getattr(instance, name) for name in RIGHTS}
    if created and not raw:
        rights = {"staff": instance.is_staff, "superuser": instance.is_superuser}
        note("account made", actor() or instance, on=about(instance), **rights)
    elif before is not None and before != now:
        note("rights changed", on=about(instance), **now)


@receiver(post_delete, sender=get_user_model())
def account_deleted(instance: Any, **_: Any) -> None:
    note("account deleted", on=about(instance))


@receiver(m2m_changed)
def rights_changed(sender: Any, instance: Any, action: str, pk_set: Any, **_: Any) -> None:
    """Groups and permissions, of an account or of a group."""
    user = get_user_model()
    watched = (user.groups.through, user.user_permissions.through, Group.permissions.through)
    if sender in watched and action in CHANGED and (pk_set or action == "post_clear"):
        note(
            "rights changed",
            on=about(instance),
            action=action.removeprefix("post_"),
            count=len(pk_set or ()),
        )
