"""How apps offer things to the floors below them.

As the admin finds `admin.py`, a registry finds one module of a fixed name in each installed app.
The floor that owns the registry never names an app.
"""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from django.utils.module_loading import autodiscover_modules

Item = TypeVar("Item")


class Registry(Generic[Item]):
    """Items registered by the modules called `module` of all installed apps, in `order`."""

    def __init__(self, module: str, order: Callable[[Item], int] | None = None) -> None:
        self.module = module
        self._order = order
        self._items: list[Item] = []
        self._found = False

    def register(self, item: Item) -> Item:
        self._items.append(item)
        return item

    def __iter__(self) -> Iterator[Item]:
        if not self._found:
            autodiscover_modules(self.module)
            self._found = True
            if self._order:
                self._items.sort(key=self._order)
        return iter(self._items)
