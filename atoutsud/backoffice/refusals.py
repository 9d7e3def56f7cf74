"""A save that is refused: nothing is written, and the form comes back with everything typed."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from atoutsud.backoffice.posting import path_in_words, value_in_words
from atoutsud.content import revisions


class Refused(Exception):
    """Nothing was written: the form comes back with everything typed."""

    def __init__(self, errors: dict[str | None, list[Any]], conflict: Any = None) -> None:
        super().__init__("refused")
        self.errors = errors
        self.conflict = conflict

    @property
    def status(self) -> int:
        return 409 if self.conflict else 200

    def tell(self, form: Any) -> None:
        for name, found in self.errors.items():
            form.add_error(name if name in form.fields else None, found)


class Conflicting:
    """What the page of a refused save says of each clash."""

    def __init__(self, obj: Any, paths: list[str], now: dict[str, Any], draft: Any = None) -> None:
        self.version = obj.version
        self.draft = draft
        self.last = revisions.history(obj).first() if draft is None else None
        self.clashes = [
            {
                "path": path,
                "label": path_in_words(obj, path),
                "now": value_in_words(obj, path, now),
                "target": f"id_{path.replace('.', '_')}" if "/" not in path else "",
            }
            for path in paths
        ]


def refusal_of(error: ValidationError, form: Any) -> Refused:
    if not hasattr(error, "error_dict"):
        return Refused({None: error.messages})
    errors: dict[str | None, list[Any]] = {}
    for name, found in error.message_dict.items():
        target = name if name in form.fields and name != NON_FIELD_ERRORS else None
        errors.setdefault(target, []).extend(found)
    return Refused(errors)
