"""What the search of the whole site finds in the lexicon."""

from django.utils.translation import gettext_lazy as _

from atoutsud.content.languages import Wording
from atoutsud.site import search
from lexicon import finding


def find(query: str, language: str, limit: int) -> list[search.Hit]:
    found = finding.hits(finding.find(query)[:limit], language)
    return [
        search.Hit(
            hit.line.address,
            Wording(hit.line.text, hit.line.language, hit.line.foreign),
            note=hit.matched.text if hit.matched else "",
            summary=hit.definition.text,
        )
        for hit in found
    ]


search.register(search.Source(order=10, label=_("Lexicon"), find=find))
