"""Groups of the back office and what each may do.

The table is the rule: after each migration the groups hold what it says, no more and no less, so a
new model of an app an editor works in is covered without a word more, and what was changed by hand
does not last. For rights of one's own, make another group. Rights over accounts and groups belong
to superusers alone.
"""

from typing import Any

from django.apps import apps as installed

EDITORS = "Éditeurs"
REVIEWERS = "Relecteurs"
TRANSLATORS = "Traducteurs"
ADMINISTRATORS = "Administrateurs"

ALL = ("view", "add", "change", "delete")
KEEP = ("view", "add", "change")
SEE = ("view",)
CHANGE = ("view", "change")

# “app.*” is every model of the app; a model's own line replaces it.
TABLE: dict[str, dict[str, tuple[str, ...]]] = {
    EDITORS: {
        "news.*": ALL,
        "trainings.*": ALL,
        "trainings.closedyear": SEE,
        "site.*": ALL,
        "site.backuprecord": (),
        "site.contactmessage": SEE,
        "site.trainingrequest": CHANGE,
        "site.unfoundquery": ("view", "delete"),
        "site.subscriber": (),
        "site.delivery": (),
        "site.watchedlink": SEE,
        "site.linkuse": SEE,
        "content.picture": ALL,
        "content.document": ALL,
        "content.tag": ALL,
        "content.taggeditem": ALL,
        "content.revision": SEE,
        "content.workingdraft": SEE,
        "content.translation": CHANGE,
        "lexicon.*": SEE,
    },
    REVIEWERS: {
        "lexicon.*": ALL,
        "lexicon.contribution": CHANGE,
        "lexicon.change": CHANGE,
        "content.workingdraft": SEE,
        "content.translation": CHANGE,
        "content.picture": SEE,
        "content.tag": KEEP,
        "content.taggeditem": ALL,
        "content.revision": SEE,
        "news.*": SEE,
        "trainings.*": SEE,
        "site.unfoundquery": ("view", "delete"),
        "site.watchedlink": SEE,
        "site.linkuse": SEE,
    },
    # They write the other language of what is there; an editor publishes it.
    TRANSLATORS: {
        "content.translation": CHANGE,
        "content.picture": SEE,
        "news.article": SEE,
        "site.page": SEE,
        "trainings.engagement": SEE,
        "trainings.partner": SEE,
        "lexicon.concept": SEE,
        "lexicon.domain": SEE,
    },
    ADMINISTRATORS: {
        "news.*": ALL,
        "trainings.*": ALL,
        "lexicon.*": ALL,
        "site.*": ALL,
        "site.unfoundquery": ("view", "delete"),
        "site.subscriber": ("view", "delete"),
        "site.delivery": (),
        "site.watchedlink": SEE,
        "site.linkuse": SEE,
        "content.picture": ALL,
        "content.document": ALL,
        "content.tag": ALL,
        "content.taggeditem": ALL,
        "content.revision": SEE,
        "content.workingdraft": SEE,
        "content.translation": CHANGE,
        "content.outboxmessage": SEE,
        "content.event": SEE,
        "site.backuprecord": SEE,
    },
}


def rights(role: str, label: str) -> tuple[str, ...]:
    """What `role` may do with the model `label` (“app.model”)."""
    table = TABLE[role]
    return table.get(label, table.get(f"{label.partition('.')[0]}.*", ()))


def amiss() -> dict[str, int]:
    """Roles whose group holds other rights than the table says -> how many; two queries."""
    group_model = installed.get_model("auth", "Group")
    permission = installed.get_model("auth", "Permission")
    apps = {name.partition(".")[0] for table in TABLE.values() for name in table}
    known = permission.objects.filter(content_type__app_label__in=apps)
    wanted: dict[str, set[int]] = {role: set() for role in TABLE}
    rows = known.values_list("pk", "codename", "content_type__app_label", "content_type__model")
    for pk, codename, app, model in rows:
        for role, held in wanted.items():
            if codename.removesuffix(f"_{model}") in rights(role, f"{app}.{model}"):
                held.add(pk)
    through = group_model.permissions.through.objects.filter(group__name__in=TABLE)
    now: dict[str, set[int]] = {role: set() for role in TABLE}
    for role, pk in through.values_list("group__name", "permission_id"):
        now[role].add(pk)
    return {role: len(now[role] ^ wanted[role]) for role in TABLE if now[role] != wanted[role]}


def grant(app_label: str, apps: Any = installed, using: str = "default") -> None:
    """Give each role its permissions over the models of one app; repeatable."""
    group_model = apps.get_model("auth", "Group")
    permission = apps.get_model("auth", "Permission")
    found = list(
        permission.objects.using(using)
        .filter(content_type__app_label=app_label)
        .select_related("content_type")
    )
    for role in TABLE:
        group, _made = group_model.objects.using(using).get_or_create(name=role)
        wanted = [
            item
            for item in found
            for model in [item.content_type.model]
            if item.codename.removesuffix(f"_{model}") in rights(role, f"{app_label}.{model}")
        ]
        held = group.permissions.filter(content_type__app_label=app_label)
        gone = set(held.values_list("pk", flat=True)) - {item.pk for item in wanted}
        if gone:
            group.permissions.remove(*gone)
        if wanted:
            group.permissions.add(*wanted)


def after_migrate(sender: Any, using: str = "default", **kwargs: Any) -> None:
    """Permissions are created in the same signal, maybe after us: see to it first."""
    from django.contrib.auth.management import create_permissions

    apps = kwargs.get("apps", installed)
    try:
        apps.get_model("auth", "Group")
        apps.get_model("contenttypes", "ContentType")
    except LookupError:
        return
    if sender.label not in {name.partition(".")[0] for table in TABLE.values() for name in table}:
        return
    create_permissions(sender, verbosity=0, using=using, apps=apps)
    grant(sender.label, apps, using)
