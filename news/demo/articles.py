"""What each demo article is, apart from its text (`texts/<key>.<language>.html`)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from news.demo import drawing

TAGS = {
    "sud-sud": ("Coopération Sud-Sud", "South-South cooperation"),
    "formations": ("Formations", "Trainings"),
    "partenariats": ("Partenariats", "Partnerships"),
    "association": ("Vie de l’association", "The association"),
    "migration": ("Migration", "Migration"),
    "projets-europeens": ("Projets européens", "EU projects"),
}


@dataclass(frozen=True)
class Drawn:
    """A picture: its words in French and in English."""

    subject: Callable[[Any], None]
    alt: tuple[str, str]
    caption: tuple[str, str]


@dataclass(frozen=True)
class Sample:
    key: str
    kind: str
    title: dict[str, str]
    lead: dict[str, str]
    tags: tuple[str, ...]
    drawn: Drawn
    author_line: dict[str, str] = field(default_factory=dict)
    when: tuple[str, str, str] | None = None
    place: dict[str, str] = field(default_factory=dict)
    country: str = ""
    training: str = ""


SAMPLES = (
    Sample(
        key="alcs",
        kind="report",
        title={
            "fr": "Une semaine avec l’ALCS, et une convention de long cours",
            "en": "A week with ALCS, and a long-term agreement",
        },
        lead={
            "fr": "Douze personnes formées aux projets de l’Union européenne, puis un accord "
            "d’appui signé par les deux présidents.",
            "en": "Twelve people trained in European Union projects, then an agreement signed by "
            "both presidents.",
        },
        tags=("formations", "partenariats", "projets-europeens"),
        country="MA",
        training="alcs",
        drawn=Drawn(
            drawing.matrix,
            (
                "Dessin : une grille de quatre lignes et quatre colonnes que l’on lit du bas "
                "vers le haut.",
                "Drawing: a grid of four rows and four columns, read from the bottom up.",
            ),
            (
                "Le cadre logique, seize cases qui se lisent de bas en haut.",
                "The logical framework, sixteen cells read from the bottom up.",
            ),
        ),
    ),
    Sample(
        key="learning-path",
        kind="opinion",
        title={"en": "South-South and triangular cooperation, a learning path"},
        lead={
            "en": "Working between countries of the South is often praised and seldom taught. "
            "What one project, and the trainings that followed, had to teach."
        },
        author_line={"en": "Hakam El Asri, founder and president of Atoutsud"},
        tags=("sud-sud", "migration"),
        drawn=Drawn(
            drawing.triangle,
            (
                "Schéma : deux points reliés par le bas, un troisième au-dessus les soutient "
                "d’un trait pointillé.",
                "Diagram: two points linked from below; a third one above supports the link "
                "with a dotted line.",
            ),
            (
                "La coopération triangulaire : la liaison passe par le Sud, l’appui vient du Nord.",
                "Triangular cooperation: the link passes through the South, support comes from "
                "the North.",
            ),
        ),
    ),
    Sample(
        key="site-opening",
        kind="article",
        title={"fr": "Le site est ouvert", "en": "The site is open"},
        lead={
            "fr": "Un espace pour partager, apprendre et réfléchir, où les contributions sont les "
            "bienvenues.",
            "en": "A place to share, to learn and to reflect, where contributions are welcome.",
        },
        tags=("association",),
        drawn=Drawn(
            drawing.opening,
            (
                "Composition : une étoffe bleu pétrole et des points reliés par des arcs qui "
                "passent dessous.",
                "Composition: a petrol-blue cloth, and points tied by arcs that pass below it.",
            ),
            (
                "La liaison, signe de la maison : un trait qui passe par le bas.",
                "The tie, our mark: a line that passes below.",
            ),
        ),
    ),
    Sample(
        key="checklist",
        kind="resource",
        title={
            "fr": "Avant d’envoyer un projet : une liste à relire",
            "en": "Before sending a proposal: a list to go through",
        },
        lead={
            "fr": "Le problème, le cadre logique, le budget : ce qu’il faut vérifier la veille.",
            "en": "The problem, the logical framework, the budget: what to check the day before.",
        },
        tags=("projets-europeens", "formations"),
        drawn=Drawn(
            drawing.cycle,
            (
                "Dessin : cinq disques posés sur un cercle.",
                "Drawing: five discs set on a circle.",
            ),
            ("Les cinq phases du cycle de projet.", "The five phases of the project cycle."),
        ),
    ),
    Sample(
        key="mieux",
        kind="report",
        title={
            "fr": "En Tunisie, vingt-six participants et un même cycle de projet",
            "en": "In Tunisia, twenty-six participants and one project cycle",
        },
        lead={
            "fr": "Avec l’initiative MIEUX, des institutions chargées de la migration, de l’emploi "
            "et de la planification se forment ensemble aux projets européens.",
            "en": "With the MIEUX initiative, institutions in charge of migration, employment and "
            "planning train together in EU projects.",
        },
        tags=("formations", "migration", "projets-europeens"),
        when=("2019-04-01", "2019-04-30", "month"),
        place={"fr": "Tunisie", "en": "Tunisia"},
        training="mieux-tunisie-2019",
        drawn=Drawn(
            drawing.cycle,
            (
                "Dessin : cinq disques de trois couleurs posés sur un cercle.",
                "Drawing: five discs in three colours set on a circle.",
            ),
            ("Le cycle de projet, en cinq temps.", "The project cycle, in five steps."),
        ),
    ),
    Sample(
        key="gssd-expo",
        kind="event",
        title={
            "fr": "Atoutsud à l’exposition mondiale du développement Sud-Sud",
            "en": "Atoutsud at the Global South-South Development Expo",
        },
        lead={
            "fr": "Quatre jours à Dubaï avec ceux qui coopèrent entre pays du Sud autour des "
            "objectifs de développement durable.",
            "en": "Four days in Dubai with those who cooperate between countries of the South "
            "around the Sustainable Development Goals.",
        },
        tags=("sud-sud", "partenariats"),
        when=("2016-10-31", "2016-11-03", "day"),
        place={"fr": "Dubaï", "en": "Dubai"},
        country="AE",
        training="gssd-expo-2016",
        drawn=Drawn(
            drawing.meeting,
            (
                "Composition : dix-sept traits de hauteurs différentes sur une même ligne.",
                "Composition: seventeen strokes of different heights on one line.",
            ),
            ("Dix-sept objectifs, une ligne commune.", "Seventeen goals, one common line."),
        ),
    ),
    Sample(
        key="bayti-insaf",
        kind="report",
        title={
            "fr": "Deux associations de protection de l’enfance commencent un projet commun",
            "en": "Two child protection associations begin a joint project",
        },
        lead={
            "fr": "Né pendant la formation-action, il sera proposé à des bailleurs par Bayti et "
            "Insaf. Atoutsud reste à leurs côtés.",
            "en": "Born during the action training, it will be submitted to donors by Bayti and "
            "Insaf. Atoutsud stays alongside.",
        },
        tags=("formations", "partenariats"),
        when=("2016-07-01", "2016-07-31", "month"),
        country="MA",
        training="bayti-insaf-2016",
        drawn=Drawn(
            drawing.coast,
            (
                "Carte imaginaire : une côte et trois villes reliées entre elles.",
                "Imaginary map: a coast, and three towns linked to each other.",
            ),
            (
                "Casablanca, Kénitra, Essaouira : trois villes où travaille Bayti. "
                "Carte imaginaire.",
                "Casablanca, Kénitra, Essaouira: three towns where Bayti works. An imaginary map.",
            ),
        ),
    ),
)
