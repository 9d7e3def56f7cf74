from django.urls import path, register_converter

from atoutsud.site.addresses import in_words
from lexicon import (
    contributing,
    data,
    embedding,
    feeds,
    following,
    history,
    keeping,
    lookup,
    printing,
    reader,
    views,
)


class LetterConverter:
    regex = r"[a-zA-Z]|0-9|symbols"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(LetterConverter, "letter")

unprefixed = [
    path("id/<int:pk>", views.short, name="lexicon-short"),
    path("data/lexicon.json", data.lexicon_json, name="lexicon-json"),
    path("data/lexicon.csv", data.lexicon_csv, name="lexicon-csv"),
    path("data/lexicon.xlsx", data.lexicon_xlsx, name="lexicon-xlsx"),
    path("data/lexicon.tbx", data.lexicon_tbx, name="lexicon-tbx"),
    path("data/lexicon-v2.tbx", data.lexicon_tbx2, name="lexicon-tbx2"),
    path("data/lexicon.ttl", data.lexicon_turtle, name="lexicon-turtle"),
    path("data/lexicon/<int:pk>.json", data.entry_json, name="lexicon-entry-data"),
    path("data/lexicon/changes.json", data.changes_json, name="lexicon-changes"),
    path("data/lexicon/offline.json", keeping.file, name="lexicon-kept"),
    path("data/oembed", embedding.oembed, name="lexicon-oembed"),
    path("data/lexicon/suggest", lookup.suggest, name="lexicon-suggestions"),
]

urlpatterns = [
    path(in_words(fr="lexique/", en="lexicon/"), views.index, name="lexicon-index"),
    path(in_words(fr="lexique/garder/", en="lexicon/keep/"), keeping.keep, name="lexicon-keep"),
    path(
        in_words(fr="lexique/flux.atom", en="lexicon/feed.atom"),
        feeds.lexicon_feed,
        name="lexicon-feed",
    ),
    path(
        in_words(
            fr="lexique/domaine/<idslug:where>/flux.atom",
            en="lexicon/domain/<idslug:where>/feed.atom",
        ),
        feeds.domain_feed,
        name="lexicon-domain-feed",
    ),
    path(
        in_words(fr="lexique/<int:pk>/integrer/", en="lexicon/<int:pk>/embed/"),
        embedding.embed,
        name="lexicon-embed",
    ),
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
        in_words(fr="lexique/lecteur/", en="lexicon/reader/"), reader.reader, name="lexicon-reader"
    ),
    path(
        in_words(fr="lexique/imprimer/", en="lexicon/print/"),
        printing.booklet,
        name="lexicon-print",
    ),
    path(
        in_words(fr="lexique/contribuer/", en="lexicon/contribute/"),
        contributing.contribute,
        name="lexicon-contribute",
    ),
    path(
        in_words(fr="lexique/mes-contributions/", en="lexicon/my-contributions/"),
        following.mine,
        name="lexicon-mine",
    ),
    path(
        in_words(fr="lexique/mes-contributions/<int:pk>/", en="lexicon/my-contributions/<int:pk>/"),
        following.one_of_mine,
        name="lexicon-mine-item",
    ),
    path(
        in_words(fr="lexique/<int:pk>/historique/", en="lexicon/<int:pk>/history/"),
        history.show_history,
        name="lexicon-history",
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
