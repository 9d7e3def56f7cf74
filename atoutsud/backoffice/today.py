"""“To do today”: what apps ask of editors, each offered by a module `today.py` of the app."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse_lazy
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from atoutsud.content.registry import Registry

Words = str | Promise
Address = str | Promise | Callable[[], Any]

WAITING = _("People are waiting for an answer")
READERS = _("Readers see it")
PREPARING = _("In preparation")
# Shown to whoever keeps the machine, and only when there is something to say.
KEEPING = _("Keeping the site")
GROUPS: tuple[Words, ...] = (WAITING, READERS, PREPARING)


def address_of(url: Address) -> str:
    return str(url() if callable(url) else url)


@dataclass(frozen=True)
class Task:
    """One line of the front page; `count(user)` is one query.

    Shown to those who may open `url`, and hold `right` if there is one. `urgent` marks the line
    “see first” while it is not empty.
    """

    order: int
    group: Words
    label: Words
    count: Callable[[Any], int]
    url: Address
    note: Words = ""
    urgent: bool = False
    right: str = ""

    @property
    def address(self) -> str:
        return address_of(self.url)


@dataclass(frozen=True)
class Shortcut:
    """“Write: an article”, for those who may."""

    order: int
    label: Words
    url: Address

    @property
    def address(self) -> str:
        return address_of(self.url)


@dataclass(frozen=True)
class Narrowed:
    """The rows of one list that a line of the front page counts."""

    label: Words
    narrow: Callable[[Any], Any]


tasks: Registry[Task] = Registry("today", order=lambda task: task.order)
_shortcuts: list[Shortcut] = []
# Model (“app.model”) -> name in the address -> rows.
_narrowed: dict[str, dict[str, Narrowed]] = {}


def register(item: Task) -> Task:
    return tasks.register(item)


def listed(
    order: int,
    group: Words,
    label: Words,
    model: Any,
    name: str,
    narrow: Callable[[Any], Any],
    urgent: bool = False,
) -> Task:
    """A line that leads to the list of `model`, narrowed to what it counts."""
    meta = model._meta
    _narrowed.setdefault(meta.label_lower, {})[name] = Narrowed(label, narrow)
    address = reverse_lazy(f"admin:{meta.app_label}_{meta.model_name}_changelist")

    def count(user: Any) -> int:
        return int(narrow(model._default_manager.all()).count())

    return register(
        Task(order, group, label, count, lambda: f"{address}?todo={name}", urgent=urgent)
    )


def scheduled(rows: Any) -> Any:
    """Published, from a day to come on."""
    return rows.filter(state="published", publish_from__gt=timezone.now())


def lacking(language: str) -> Callable[[Any], Any]:
    return lambda rows: rows.published().lacking(language)


def narrowed(model: Any) -> dict[str, Narrowed]:
    """What may narrow the list of `model`, by the name in the address."""
    list(tasks)  # found on first use
    return _narrowed.get(model._meta.label_lower, {})


class TodoFilter(SimpleListFilter):
    """The lines of the front page that this list answers."""

    title = _("to do")
    parameter_name = "todo"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(name, item.label) for name, item in narrowed(model_admin.model).items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        found = narrowed(queryset.model).get(self.value() or "")
        return found.narrow(queryset) if found else queryset


def register_shortcut(item: Shortcut) -> Shortcut:
    _shortcuts.append(item)
    return item


def opens(request: HttpRequest, address: str) -> bool:
    """Whether the user may open this address of the back office."""
    try:
        view: Any = resolve(address.partition("?")[0]).func
    except Resolver404:
        return True
    model_admin = getattr(view, "model_admin", None)
    if model_admin is None:
        return True
    if address.partition("?")[0].endswith("/add/"):
        return bool(model_admin.has_add_permission(request))
    return bool(model_admin.has_view_or_change_permission(request))


def board(request: HttpRequest) -> dict[str, Any]:
    """Groups of (task, count) with something to do, and the tasks with nothing."""
    groups: dict[str, list[tuple[Task, int]]] = {str(group): [] for group in GROUPS}
    calm = []
    for task in tasks:
        if task.right and not request.user.has_perm(task.right):  # type: ignore[union-attr]
            continue
        if not opens(request, task.address):
            continue
        count = task.count(request.user)
        if count:
            groups.setdefault(str(task.group), []).append((task, count))
        else:
            calm.append(task.label)
    return {
        "groups": list(groups.items()),
        "calm": calm,
        "shortcuts": [
            item
            for item in sorted(_shortcuts, key=lambda item: item.order)
            if opens(request, item.address)
        ],
    }
