from django.urls import path, register_converter

from atoutsud.site.addresses import in_words
from lexicon import contributing, views


class LetterConverter:
    regex = r"[a-zA-Z]|0-9|symbols"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(LetterConverter, "letter")

unprefixed = [path("id/<int:pk>", views.short, name="lexicon-short")]

urlpatterns = [
    path(in_words(fr="lexique/", en="lexicon/"), views.index, name="lexicon-index"),
    path(
        in_words(fr="lexique/lettre/<letter:letter>/", en="lexicon/letter/<letter:letter>/"),
        views.letter,
        name="lexicon-letter",
    ),
    path(
        in_words(fr="lexique/domaine/<idslug:where>/", en="lexicon/domain/<idslug:where>/"),
        views.domain,
        name="lexicon-domain",
    ),
    path(
        in_words(fr="lexique/contribuer/", en="lexicon/contribute/"),
        contributing.contribute,
        name="lexicon-contribute",
    ),
    path(
        in_words(fr="lexique/mes-contributions/", en="lexicon/my-contributions/"),
        contributing.mine,
        name="lexicon-mine",
    ),
    path(
        in_words(fr="lexique/mes-contributions/<int:pk>/", en="lexicon/my-contributions/<int:pk>/"),
        contributing.one_of_mine,
        name="lexicon-mine-item",
    ),
    path(
        in_words(fr="lexique/<int:pk>/proposer/", en="lexicon/<int:pk>/suggest/"),
        contributing.suggest,
        name="lexicon-suggest",
    ),
    path(
        in_words(fr="lexique/<idslug:where>/", en="lexicon/<idslug:where>/"),
        views.show_entry,
        name="lexicon-entry",
    ),
]
