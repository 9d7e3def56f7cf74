"""Trainings and events of the demonstration: only what was published, unknowns left unknown."""

import datetime
from typing import Any

from atoutsud.content.dates import VagueDate

PCM = ("Gestion du cycle de projet", "Project cycle management")
LOGFRAME = ("Approche du cadre logique", "Logical framework approach")


def _paid(category: str, funder: str, **more: Any) -> dict[str, Any]:
    return {"category": category, "funder": funder, "nature": "in_kind", **more}


def _topic(words: tuple[str, str], entry: str = "") -> dict[str, Any]:
    return {"label": words, **({"concept": entry} if entry else {})}


def _month(year: int, month: int) -> VagueDate:
    first = datetime.date(year, month, 1)
    return VagueDate(first, first, "month")


ALCS: dict[str, Any] = {
    "kind": "training",
    "our_role": "expert",
    "title": (
        "Formuler et gérer des projets de l’Union européenne",
        "Formulating and managing European Union projects",
    ),
    "summary": (
        "Une semaine avec l’Association de lutte contre le sida, au Maroc, pour que ses équipes "
        "répondent elles-mêmes aux appels à propositions.",
        "A week with the Association de lutte contre le sida, in Morocco, so that its teams "
        "answer calls for proposals by themselves.",
    ),
    "context": (
        "L’ALCS bâtit une stratégie internationale : des partenariats bilatéraux et "
        "multilatéraux, la comparaison des pratiques, l’assistance à d’autres pays du Sud. "
        "Savoir monter un projet européen en est une condition.",
        "ALCS is building an international strategy: bilateral and multilateral partnerships, "
        "benchmarking, assistance to other countries of the South. Knowing how to build a "
        "European project is one of its conditions.",
    ),
    "objectives": (
        "Comprendre la gestion du cycle de projet et l’approche du cadre logique.\n"
        "Pouvoir répondre à un appel à propositions.",
        "Understand project cycle management and the logical framework approach.\n"
        "Be able to answer a call for proposals.",
    ),
    "duration_value": 1,
    "duration_unit": "week",
    "country": "MA",
    "beneficiary_countries": "MA",
    "sdg_targets": "17.9",
    "participants_total": 12,
    "tags": ["formations", "projets-europeens"],
    "rows": {
        "partners": [
            {"partner": "alcs", "role": "beneficiary"},
            {"partner": "atoutsud", "role": "implementer"},
            {"partner": "dutch", "role": "funder"},
            {"partner": "iom-nl", "role": "channel"},
        ],
        "cofunding": [
            _paid("local_logistics", "alcs"),
            _paid("expertise", "atoutsud"),
            _paid("flights", "dutch", programme="trqn", channel="iom-nl"),
        ],
        "topics": [
            _topic(
                (
                    "Principes fondateurs de la coopération européenne",
                    "Founding principles of European Union cooperation",
                )
            ),
            _topic(
                (
                    "Manières de formuler un projet d’assistance technique",
                    "Ways of formulating a technical assistance project",
                ),
                "assistance technique",
            ),
            _topic(PCM, "gestion du cycle de projet"),
            _topic(LOGFRAME, "approche du cadre logique"),
            _topic(
                (
                    "Gestion budgétaire des projets européens",
                    "Budget management of European Union projects",
                )
            ),
        ],
        "sectors": [{"code": "43081"}],
        "agreements": [
            {
                "kind": "convention",
                "purpose": (
                    "Un partenariat de longue durée : accompagner les projets de l’ALCS et "
                    "mobiliser des experts.",
                    "A long-term partnership: backstopping the projects of ALCS and mobilising "
                    "experts.",
                ),
                "signatories": (
                    "Hakima Himmich, présidente de l’ALCS\nHakam El Asri, président d’Atoutsud",
                    "Hakima Himmich, president of ALCS\nHakam El Asri, president of Atoutsud",
                ),
                "between": ["alcs", "atoutsud"],
            }
        ],
        "commitments": [
            {
                "text": (
                    "L’ALCS répond à des appels à propositions et porte son expertise dans "
                    "d’autres pays du Sud.",
                    "ALCS answers calls for proposals and takes its expertise to other countries "
                    "of the South.",
                )
            }
        ],
    },
}

BAYTI: dict[str, Any] = {
    "kind": "action_training",
    "our_role": "lead",
    "title": (
        "Formuler et gérer des projets multilatéraux",
        "Formulating and managing multilateral projects",
    ),
    "summary": (
        "Une formation-action avec Bayti et Insaf, au Maroc, d’où est parti un projet commun à "
        "présenter à des bailleurs.",
        "An action training with Bayti and Insaf, in Morocco, from which a joint project to "
        "submit to donors set out.",
    ),
    "objectives": (
        "Maîtriser la gestion du cycle de projet, le cadre logique et le budget.\n"
        "Répondre ensemble à des appels à propositions.",
        "Master project cycle management, the logical framework and the budget.\n"
        "Answer calls for proposals together.",
    ),
    "outputs": (
        "Un projet commun, commencé pendant la formation.",
        "A joint project, begun during the training.",
    ),
    "when": _month(2016, 7),
    "country": "MA",
    "beneficiary_countries": "MA",
    "sdg_targets": "17.9",
    "tags": ["formations", "partenariats"],
    "rows": {
        "partners": [
            {"partner": "bayti", "role": "beneficiary"},
            {"partner": "insaf", "role": "beneficiary"},
            {
                "partner": "samu",
                "role": "beneficiary",
                "note": ("une personne le représentait", "represented by one person"),
            },
            {"partner": "atoutsud", "role": "implementer"},
        ],
        "participants": [
            {
                "profile": "director",
                "label": ("directions de Bayti et d’Insaf", "directors of Bayti and Insaf"),
                "count": 2,
            },
            {"profile": "project_manager"},
            {
                "profile": "other",
                "institution": "samu",
                "count": 1,
                "label": ("personne", "person"),
            },
        ],
        "cofunding": [
            _paid("local_logistics", "bayti"),
            _paid("expertise", "atoutsud"),
            _paid("flights", "atoutsud"),
            _paid(
                "accommodation_perdiem",
                "atoutsud",
                note=("séjour de l’expert", "the expert’s stay"),
            ),
        ],
        "topics": [
            _topic(PCM, "gestion du cycle de projet"),
            _topic(LOGFRAME, "approche du cadre logique"),
            _topic(("Budgets", "Budgets")),
        ],
        "sectors": [{"code": "43081"}],
        "commitments": [
            {
                "text": (
                    "Le groupe présente son projet commun à des bailleurs ; Atoutsud reste à ses "
                    "côtés.",
                    "The group submits its joint project to donors; Atoutsud stays alongside.",
                )
            }
        ],
    },
}

MIEUX: dict[str, Any] = {
    "kind": "action_training",
    "our_role": "co_organiser",
    "title": (
        "Formuler et piloter un projet européen",
        "Formulating and steering a European Union project",
    ),
    "summary": (
        "Une formation-action pour les institutions tunisiennes de la migration, avec "
        "l’initiative MIEUX.",
        "An action training for Tunisia’s migration institutions, with the MIEUX initiative.",
    ),
    "context": (
        "L’initiative MIEUX fait circuler l’expertise sur la migration et la mobilité. Cette "
        "formation fait partie d’un programme plus large : gouvernance de la migration, réforme "
        "des institutions, politiques fondées sur des preuves.",
        "The MIEUX initiative lets expertise on migration and mobility circulate. This training "
        "is part of a wider programme: governance of migration, reform of institutions, "
        "policies based on evidence.",
    ),
    "objectives": (
        "Maîtriser la gestion du cycle de projet dans toutes ses composantes.",
        "Master project cycle management in all its parts.",
    ),
    "programme": "mieux",
    "when": _month(2019, 4),
    "country": "TN",
    "beneficiary_countries": "TN",
    "sdg_targets": "10.7 17.9",
    "participants_total": 26,
    "participants_note": ("de plusieurs institutions", "from several institutions"),
    "beneficiaries_complete": False,
    "tags": ["formations", "migration", "projets-europeens"],
    "rows": {
        "partners": [
            {"partner": "tn-onm", "role": "beneficiary"},
            {"partner": "tn-cooperation", "role": "beneficiary"},
            {"partner": "tn-planning", "role": "beneficiary"},
            {"partner": "tn-labour", "role": "beneficiary"},
            {"partner": "tn-cres", "role": "beneficiary"},
            {"partner": "tn-employment", "role": "beneficiary"},
            {"partner": "tn-atct", "role": "beneficiary"},
            {"partner": "tn-ote", "role": "beneficiary"},
            {"partner": "icmpd", "role": "channel"},
            {"partner": "eu", "role": "funder"},
        ],
        "cofunding": [
            {"category": "other", "funder": "eu", "programme": "mieux", "channel": "icmpd"}
        ],
        "topics": [_topic(PCM, "gestion du cycle de projet")],
        "sectors": [{"code": "15190"}],
    },
}

EXPO: dict[str, Any] = {
    "kind": "conference",
    "our_role": "participant",
    "title": (
        "Exposition mondiale du développement Sud-Sud",
        "Global South-South Development Expo",
    ),
    "summary": (
        "Atoutsud prend part, à Dubaï, à la rencontre mondiale sur la coopération Sud-Sud et les "
        "objectifs de développement durable.",
        "In Dubai, Atoutsud takes part in the world meeting on South-South cooperation and the "
        "Sustainable Development Goals.",
    ),
    "when": VagueDate(datetime.date(2016, 10, 31), datetime.date(2016, 11, 3)),
    "country": "AE",
    "city": ("Dubaï", "Dubai"),
    "tags": ["sud-sud"],
    "rows": {
        "partners": [],
        "topics": [
            _topic(("Coopération Sud-Sud", "South-South cooperation"), "coopération Sud-Sud"),
            _topic(
                ("Objectifs de développement durable", "Sustainable Development Goals"),
                "objectifs de développement durable",
            ),
        ],
    },
}

ENGAGEMENTS: dict[str, dict[str, Any]] = {
    "gssd-expo-2016": EXPO,
    "bayti-insaf-2016": BAYTI,
    "mieux-tunisie-2019": MIEUX,
    "alcs": ALCS,
}
