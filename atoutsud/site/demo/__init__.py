"""The association's own pages, its menu and its footer, to begin with."""

from pathlib import Path
from typing import Any

from atoutsud.content.languages import LANGUAGES
from atoutsud.content.revisions import apply
from atoutsud.site.movedpaths import MovedPath
from atoutsud.site.navigation import MenuEntry, Place
from atoutsud.site.pages import Page

TEXTS = Path(__file__).parent / "texts"
# role: titles, slugs and leads, French then English
PAGES: dict[str, tuple[tuple[str, str], tuple[str, str], tuple[str, str]]] = {
    "about": (
        ("À propos d’Atoutsud", "About Atoutsud"),
        ("a-propos", "about"),
        (
            "Atoutsud est une organisation non gouvernementale fondée en décembre 2014. Elle "
            "défend une autre manière de penser et de gouverner le développement humain, préfère "
            "la coopération Sud-Sud et triangulaire, et veut faire mieux entendre les ONG du Sud, "
            "trop souvent représentées depuis le Nord.",
            "Atoutsud is a non-governmental organisation founded in December 2014. It argues for "
            "another way of thinking and governing human development, favours South-South and "
            "triangular cooperation, and wants the NGOs of the South, too often represented from "
            "the North, to be better heard.",
        ),
    ),
    "join": (
        ("Adhérer, soutenir, contribuer", "Join, support, contribute"),
        ("adherer", "join"),
        (
            "L’association a des adhérents, des sympathisants et des contributeurs. Voici ce que "
            "fait chacun.",
            "The association has members, supporters and contributors. Here is what each does.",
        ),
    ),
    "legal": (
        ("Mentions légales", "Legal notice"),
        ("mentions-legales", "legal"),
        (
            "Qui publie ce site, et ce que l’on peut en reprendre.",
            "Who publishes this site, and what may be reused.",
        ),
    ),
    "accessibility": (
        ("Accessibilité", "Accessibility"),
        ("accessibilite", "accessibility"),
        (
            "Ce site est fait pour être lu par tous, sur un petit écran, une ligne lente, au "
            "clavier ou par une synthèse vocale.",
            "This site is made to be read by everyone: on a small screen, on a slow line, with a "
            "keyboard or a screen reader.",
        ),
    ),
    "privacy": (
        ("Vie privée", "Privacy"),
        ("confidentialite", "privacy"),
        (
            "Lire ce site ne laisse aucune trace. Voici ce qui est gardé de ceux qui écrivent.",
            "Reading this site leaves no trace. Here is what is kept of those who write.",
        ),
    ),
    "guide": (
        ("Guide des contributeurs", "Contributors’ guide"),
        ("guide-des-contributeurs", "contributors-guide"),
        (
            "Comment proposer un terme ou une correction au lexique, et ce qu’il en advient.",
            "How to propose a term or a correction to the lexicon, and what becomes of it.",
        ),
    ),
    "reviewing": (
        ("Guide des relecteurs", "Reviewers’ guide"),
        ("guide-des-relecteurs", "reviewers-guide"),
        (
            "Décider des propositions champ par champ, avec une raison, sans perdre le travail "
            "de personne.",
            "Deciding proposals field by field, with a reason, without losing anybody’s work.",
        ),
    ),
}
MENU = {
    Place.MENU: (
        "lexicon-index",
        "trainings-list",
        "partners-list",
        "news-list",
        "lexicon-contribute",
        "page:about",
        "site-search",
    ),
    Place.ASSOCIATION: (
        "page:about",
        "page:join",
        "site-contact",
        "trainings-ask",
        "site-newsletter",
    ),
    Place.REUSE: ("trainings-impact", "news-feed", "site-data"),
    Place.SITE: ("page:accessibility", "page:legal", "page:privacy", "members-account"),
}
LABELS = {
    ("menu", "page:about"): ("L’association", "About"),
    ("association", "page:about"): ("À propos", "About us"),
    ("association", "page:join"): ("Adhérer", "Join"),
}
OLD_LETTERS = {1: "a", 6: "e", 8: "h", 10: "n", 11: "p", 13: "q"}


def load(author: Any) -> None:
    for role, words in PAGES.items():
        if not Page.objects.filter(role=role).exists():
            load_page(author, role, *words)
    if not MenuEntry.objects.exists():
        load_menu()
    for number, letter in OLD_LETTERS.items():
        MovedPath.objects.get_or_create(
            old=f"/lexique/termes{number}", defaults={"new": f"/fr/lexique/lettre/{letter}/"}
        )


def load_page(author: Any, role: str, *words: tuple[str, str]) -> None:
    changes: dict[str, Any] = {"role": role, "state": "published"}
    # The audit of a site is not the audit of a project.
    changes["autolink"] = role != "accessibility"
    for name, pair in zip(("title", "slug", "lead"), words, strict=True):
        for language, text in zip(LANGUAGES, pair, strict=True):
            changes[f"{name}.{language}"] = text
    for language in LANGUAGES:
        file = TEXTS / f"{role}.{language}.html"
        changes[f"body.{language}"] = file.read_text(encoding="utf-8")
    apply(Page(), changes, seen_version=0, author=author)


def load_menu() -> None:
    pages = {page.role: page for page in Page.objects.exclude(role="free")}
    for place, names in MENU.items():
        for position, name in enumerate(names):
            label_fr, label_en = LABELS.get((str(place), name), ("", ""))
            entry = MenuEntry(place=place, position=position, label_fr=label_fr, label_en=label_en)
            kind, _colon, role = name.partition(":")
            if role:
                entry.page = pages[role]
            else:
                entry.built_in = kind
            entry.save()
