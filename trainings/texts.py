"""The texts of the trainings in which words of the lexicon are looked for."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from atoutsud.content import linking
from atoutsud.content.languages import LANGUAGES, localized
from atoutsud.content.linking import Passage
from trainings.models import Engagement

FIELDS = ("how_to_take_part", "context", "objectives", "outputs", "follow_up")


def passages(engagement: Any) -> list[Passage]:
    if not engagement.autolink:
        return []
    return [
        passage
        for code in LANGUAGES
        for name in FIELDS
        for passage in linking.set_lines(getattr(engagement, localized(name, code)) or "", code)
    ]


linking.texts.register(
    linking.Texts(
        model=Engagement._meta.label,
        order=10,
        title=_("In trainings"),
        title_field="title",
        passages=passages,
        topics="topics",
    )
)
