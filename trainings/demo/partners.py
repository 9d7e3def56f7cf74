"""Organisations of the demonstration; what is not known is left out."""

from typing import Any

PARTNERS: dict[str, dict[str, Any]] = {
    "atoutsud": {
        "name": ("Atoutsud", "Atoutsud"),
        "kind": "ngo_national",
        "is_self": True,
        "founded_year": 2014,
        "founded_note": (
            "en décembre, par Hakam El Asri, qui la préside",
            "in December, by Hakam El Asri, its president",
        ),
        "mission": (
            "Une autre manière de penser et de gouverner le développement humain, au sens large.\n"
            "- la coopération internationale et l’assistance technique, "
            "Sud-Sud et triangulaire d’abord\n"
            "- une voix plus forte pour le Sud et ses ONG, souvent représentées depuis le Nord",
            "Another way of thinking and governing human development, in a broad sense.\n"
            "- international cooperation and technical assistance, South-South and triangular "
            "first\n"
            "- a stronger voice for the South and its NGOs, too often represented from the North",
        ),
    },
    "alcs": {
        "name": ("Association de lutte contre le sida", "Association de lutte contre le sida"),
        "acronym": "ALCS",
        "kind": "ngo_partner_country",
        "countries": "MA",
        "hq_country": "MA",
        "mission": (
            "L’association donne à son travail une dimension internationale : partenariats "
            "bilatéraux et multilatéraux, comparaison des pratiques, assistance à d’autres "
            "organisations du Sud.",
            "The association gives its work an international side: bilateral and multilateral "
            "partnerships, benchmarking, assistance to other organisations of the South.",
        ),
    },
    "bayti": {
        "name": ("Bayti", "Bayti"),
        "name_meaning": ("« ma maison », en arabe", "“my home”, in Arabic"),
        "kind": "ngo_partner_country",
        "countries": "MA",
        "hq_country": "MA",
        "cities": "Casablanca, Essaouira, Kénitra",
        "founded_year": 1994,
        "founded_note": (
            "avec l’appui de Terre des Hommes",
            "with the support of Terre des Hommes",
        ),
        "legal_status": (
            "ONG reconnue d’utilité publique",
            "NGO recognised as being of public utility",
        ),
        "mission": (
            "Bayti travaille avec les enfants des rues, à Casablanca d’abord, puis à Essaouira et "
            "à Kénitra, où se trouve sa ferme-école.\n"
            "- prévenir, avant que l’enfant ne parte\n"
            "- protéger\n"
            "- réparer, par une réadaptation psychosociale\n"
            "- réinsérer : la famille, l’école, un métier\n"
            "- faire participer les enfants à ce qui les concerne\n"
            "- défendre les droits de l’enfant",
            "Bayti works with street children, first in Casablanca, then in Essaouira and in "
            "Kénitra, where its farm school stands.\n"
            "- prevention, before a child leaves\n"
            "- protection\n"
            "- psychosocial rehabilitation\n"
            "- reintegration: family, school, a trade\n"
            "- a say for children in what concerns them\n"
            "- the rights of the child",
        ),
    },
    "insaf": {
        "name": ("Insaf", "Insaf"),
        "kind": "ngo_partner_country",
        "countries": "MA",
        "hq_country": "MA",
        "founded_year": 1999,
        "legal_status": (
            "association à but non lucratif, reconnue d’utilité publique",
            "non-profit association recognised as being of public utility",
        ),
        "mission": (
            "- héberger et accompagner les mères célibataires et leurs enfants\n"
            "- agir contre le travail domestique des filles mineures\n"
            "- sensibiliser et plaider",
            "- shelter and support for single mothers and their children\n"
            "- action against the domestic labour of under-age girls\n"
            "- awareness and advocacy",
        ),
    },
    "samu": {
        "name": ("Samu Social de Casablanca", "Samu Social of Casablanca"),
        "kind": "ngo_partner_country",
        "countries": "MA",
        "hq_country": "MA",
        "cities": "Casablanca",
    },
    "icmpd": {"name": ("ICMPD", "ICMPD"), "kind": "multilateral"},
    "iom-nl": {
        "name": ("OIM Pays-Bas", "IOM Netherlands"),
        "kind": "multilateral",
        "hq_country": "NL",
    },
    "dutch": {
        "name": ("Coopération néerlandaise", "Dutch cooperation"),
        "kind": "donor_agency",
        "hq_country": "NL",
    },
    "eu": {"name": ("Union européenne", "European Union"), "kind": "multilateral"},
}


def _tunisian(french: str, english: str, kind: str, acronym: str = "") -> dict[str, Any]:
    return {
        "name": (french, english),
        "acronym": acronym,
        "kind": kind,
        "countries": "TN",
        "hq_country": "TN",
    }


TUNISIAN: dict[str, dict[str, Any]] = {
    "tn-onm": _tunisian("ONM", "ONM", "public_body"),
    "tn-cooperation": _tunisian(
        "Direction de la coopération internationale en matière de migration",
        "Directorate of international cooperation on migration",
        "government",
    ),
    "tn-planning": _tunisian(
        "Direction de la planification et du suivi",
        "Directorate of planning and follow-up",
        "government",
    ),
    "tn-labour": _tunisian(
        "Direction de l’immigration et de la main-d’œuvre étrangère",
        "Directorate of immigration and foreign labour",
        "government",
    ),
    "tn-cres": _tunisian(
        "Centre de recherches et d’études sociales",
        "Centre for social research and studies",
        "public_body",
    ),
    "tn-employment": _tunisian(
        "Observatoire national de l’emploi et des qualifications",
        "National observatory of employment and qualifications",
        "public_body",
    ),
    "tn-atct": _tunisian(
        "Agence tunisienne de coopération technique",
        "Tunisian agency for technical cooperation",
        "public_body",
    ),
    "tn-ote": _tunisian(
        "Office des Tunisiens à l’étranger", "Office of Tunisians abroad", "public_body"
    ),
}
PARTNERS.update(TUNISIAN)

PROGRAMMES: dict[str, dict[str, Any]] = {
    "mieux": {
        "acronym": "MIEUX",
        "name": ("MIgration EU eXpertise", "MIgration EU eXpertise"),
        "description": (
            "Échange d’expertise sur la migration et la mobilité, payé par l’Union européenne et "
            "conduit par l’ICMPD.",
            "Exchange of expertise on migration and mobility, paid for by the European Union and "
            "led by ICMPD.",
        ),
        "managed_by": "icmpd",
        "funded_by": ["eu"],
    },
    "trqn": {
        "acronym": "TRQN",
        "name": ("projet TRQN", "TRQN project"),
        "description": (
            "Projet de la coopération néerlandaise que conduit l’OIM Pays-Bas.",
            "A project of Dutch cooperation, run by IOM Netherlands.",
        ),
        "managed_by": "iom-nl",
        "funded_by": ["dutch"],
    },
}
