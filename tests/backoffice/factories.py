"""Plain objects for the tests of the back office."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from atoutsud.backoffice import roles
from atoutsud.content import revisions
from atoutsud.site.pages import Page


def person(email: str = "someone@example.org", *groups: str, **fields: Any) -> Any:
    user = get_user_model().objects.create_user(email, **{"is_staff": True, **fields})
    user.groups.set([Group.objects.get(name=name) for name in groups])
    return user


def superuser(email: str = "admin@example.org") -> Any:
    return get_user_model().objects.create_superuser(email)


def editor(email: str = "editor@example.org") -> Any:
    return person(email, roles.EDITORS)


def page(author: Any, **fields: Any) -> Page:
    words = {"title.fr": "Qui sommes-nous", "body.fr": "<p>Bonjour.</p>", **fields}
    made = Page()
    revisions.apply(made, words, seen_version=0, author=author)
    return made


def page_form(obj: Page | None = None, **fields: Any) -> dict[str, Any]:
    """What the browser posts from the page's form, filled from `obj`."""
    data: dict[str, Any] = {"role": "free", "autolink": "on", "_draft": "1"}
    for name in ("title", "lead", "body", "slug"):
        for code in ("fr", "en"):
            data[f"{name}_{code}"] = (getattr(obj, f"{name}_{code}", "") or "") if obj else ""
    for name in ("publish_from", "publish_until"):
        data |= {f"{name}_0": "", f"{name}_1": ""}
    version = obj.version if obj else 0
    data |= {"_seen_version": version, "_base_version": version}
    if "_publish" in fields or "_withdraw" in fields:
        del data["_draft"]
    return data | fields
