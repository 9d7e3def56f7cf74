"""One direction of imports: content < members, site < backoffice; apps stand on them, apart."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("news", "lexicon", "trainings")
FLOORS = {"content": 0, "members": 1, "site": 1, "backoffice": 2}
# The project's own switchboard sees everything: it is where the parts are put together.
SWITCHBOARD = {"atoutsud/urls.py", "atoutsud/settings.py"}
PUBLIC_MODULES = {"views", "feeds", "search", "sitemaps", "data", "home", "newsletter"}
FORBIDDEN = (".objects", "._default_manager", "._base_manager")


def sources() -> Iterator[Path]:
    for top in ("atoutsud", *APPS):
        for path in sorted((ROOT / top).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(source: str, module: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = module.split(".")[: -node.level]
                base = ".".join([*parents, base]).strip(".")
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def trespasses(module: str, imported: str) -> bool:
    here, there = module.split("."), imported.split(".")
    if there[0] in APPS:
        return here[0] != there[0]
    if there[0] == "atoutsud" and here[0] == "atoutsud" and len(there) > 1 and len(here) > 1:
        ours, theirs = FLOORS.get(here[1]), FLOORS.get(there[1])
        if theirs is None or ours is None:
            return ours is not None and there[1] in ("urls", "wsgi")
        return here[1] != there[1] and theirs >= ours
    return False


@pytest.mark.parametrize("path", list(sources()), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_import_goes_up_or_across(path: Path) -> None:
    if str(path.relative_to(ROOT)) in SWITCHBOARD:
        return
    module = module_of(path)
    wrong = {i for i in imports(path.read_text(), module) if trespasses(module, i)}
    assert not wrong, f"{module} imports {sorted(wrong)}"


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("news.views", "lexicon.models"),
        ("atoutsud.content.mail", "news.models"),
        ("atoutsud.content.mail", "atoutsud.site.pages"),
        ("atoutsud.site.pages", "atoutsud.backoffice.today"),
        ("atoutsud.site.pages", "atoutsud.members.models"),
    ],
)
def test_a_wrong_import_is_seen(module: str, imported: str) -> None:
    assert trespasses(module, imported)


def test_no_circle_between_modules_of_a_package() -> None:
    graph: dict[str, set[str]] = {}
    known = {module_of(path) for path in sources()}
    for path in sources():
        module = module_of(path)
        tree = ast.parse(path.read_text())
        top = ast.Module([n for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom)], [])
        found = set(imports(ast.unparse(top), module)) & known
        graph[module] = {name for name in found if name != module and not module.startswith(name)}
    seen: dict[str, int] = {}

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert seen.get(module) != 1, f"circle: {' > '.join([*trail, module])}"
        if seen.get(module) == 2:
            return
        seen[module] = 1
        for imported in sorted(graph.get(module, ())):
            visit(imported, (*trail, module))
        seen[module] = 2

    for module in sorted(graph):
        visit(module, ())


def public_sources() -> Iterator[Path]:
    for path in sources():
        parts = path.relative_to(ROOT).parts
        if "templatetags" in parts or (parts[0] in APPS and path.stem in PUBLIC_MODULES):
            yield path


def reaches_hidden_rows(source: str) -> list[str]:
    """Names that would reach rows readers may not see, as `line: name`."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            dotted = "." + node.attr
            if dotted in FORBIDDEN or node.attr.startswith("all_"):
                found.append(f"{node.lineno}: {node.attr}")
    return found


@pytest.mark.parametrize("path", list(public_sources()), ids=lambda p: str(p.relative_to(ROOT)))
def test_public_code_names_only_public_managers(path: Path) -> None:
    assert not reaches_hidden_rows(path.read_text())


def test_a_canary_in_public_code_is_seen() -> None:
    assert reaches_hidden_rows("def f(): return Article.objects.all()")
    assert reaches_hidden_rows("def f(partner): return partner.all_engagements.all()")


def test_public_templates_do_not_follow_hidden_reverse_names() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        if "admin" not in path.relative_to(ROOT / "templates").parts:
            text = path.read_text()
            assert ".all_" not in text and ".objects" not in text, path
