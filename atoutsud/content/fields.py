"""Column types every content model shares."""

import uuid
from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


def uid_field() -> "models.UUIDField[Any, Any]":
    """The identity of a row in documents and exports; the numeric id serves addresses only."""
    return models.UUIDField(_("identifier"), default=uuid.uuid4, unique=True, editable=False)


class Prose(models.TextField):
    """Plain text of several lines, at most `max_length` characters.

    Django only tells the browser about a TextField's maximum; here the model refuses it too.
    """

    def __init__(self, *args: Any, max_length: int = 20_000, **kwargs: Any) -> None:
        super().__init__(*args, max_length=max_length, **kwargs)
        self.validators = [*self.validators, MaxLengthValidator(max_length)]


class RichText(Prose):
    """Semantic HTML of the small subset of `richtext.clean`, cleaned each time it is written."""

    def __init__(self, *args: Any, max_length: int = 200_000, **kwargs: Any) -> None:
        super().__init__(*args, max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> Any:
        from atoutsud.content import richtext

        text = super().to_python(value)
        return richtext.clean(text) if text else text

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        from atoutsud.content import richtext

        value = super().pre_save(model_instance, add)
        if value:
            value = richtext.clean(value)
            setattr(model_instance, self.attname, value)
        return value
