"""A page looks as it would with every rule of the sheets: on a phone, a screen and on paper."""

from typing import Any

import pytest

from atoutsud.stylesheet import SHEETS
from tests import demorows

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
ADDRESSES = (
    "/fr/", "/fr/actualites/", "/fr/actualites/5/", "/en/news/6/", "/fr/formations/",
    "/fr/formations/2/", "/fr/partenaires/", "/fr/partenaires/3/", "/fr/bilan/", "/en/impact/2019/",
    "/fr/lexique/", "/fr/lexique/lettre/c/", "/fr/lexique/3/", "/fr/lexique/3/historique/",
    "/fr/lexique/?q=projet", "/fr/lexique/3/proposer/", "/fr/lexique/imprimer/?letter=c",
    "/fr/recherche/?q=projet", "/fr/contact/", "/fr/formations/demander/", "/fr/donnees/",
    "/fr/accessibilite/", "/en/account/login/", "/fr/rien-de-tel/",
)  # fmt: skip
# What each element looks like, and what stands before and after it.
LOOK = """() => {
  const names = [...getComputedStyle(document.body)];
  return [...document.querySelectorAll('body, body *')].map((e) =>
  [null, '::before', '::after'].map((part) => {
    const style = getComputedStyle(e, part);
    return part && ['none', 'normal'].includes(style.content) ? ''
      : names.map((name) => style.getPropertyValue(name)).join('|');
  }).join('\\n'));
}"""
WHOLE = """(text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.querySelector('style').disabled = true;
  document.adoptedStyleSheets = [sheet];
}"""


@pytest.mark.parametrize(
    ("width", "medium", "scheme"),
    [
        (360, "screen", "light"),
        pytest.param(1280, "screen", "dark", marks=pytest.mark.long),
        pytest.param(1280, "print", "light", marks=pytest.mark.long),
    ],
)
def test_nothing_looks_otherwise_than_with_the_whole_sheet(
    new_page: Any, live_server: Any, width: int, medium: str, scheme: str
) -> None:
    demorows.load()
    page = new_page(viewport={"width": width, "height": 800})
    page.emulate_media(media=medium, color_scheme=scheme, reduced_motion="reduce")
    faults = []
    for address in ADDRESSES:
        page.goto(live_server.url + address)
        names = ["site"]
        names += ["impact"] if "bilan" in address or "impact" in address else []
        names += ["booklet"] if "imprimer" in address else []
        worn = page.evaluate(LOOK)
        page.evaluate(WHOLE, "".join(SHEETS[name] for name in names))
        whole = page.evaluate(LOOK)
        assert len(worn) == len(whole) > 20
        assert min(map(len, worn)) > 1000
        if other := sum(one != two for one, two in zip(worn, whole, strict=True)):
            faults.append(f"{address}: {other} elements")
    assert not faults
