"""Names made for what was given none: free ones, also when others take them at the same moment."""

from collections.abc import Callable, Container

from django.db import IntegrityError, transaction

# Each turn one of those who want the same name gets it.
TURNS = 40


def first_free(base: str, taken: Container[str]) -> str:
    """`base`, or else `base-2`, `base-3`… whichever nobody has."""
    number, found = 2, base
    while found in taken:
        found, number = f"{base}-{number}", number + 1
    return found


def insert(save: Callable[[], None], rename: Callable[[], bool]) -> None:
    """Save; each time another was quicker to take the made name, `rename` and try again.

    `rename` says whether it made another name; if not, the fault is another one and is raised.
    """
    for _turn in range(TURNS):
        try:
            with transaction.atomic():
                save()
        except IntegrityError:
            if not rename():
                raise
        else:
            return
    save()
