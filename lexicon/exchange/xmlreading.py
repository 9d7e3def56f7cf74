"""Foreign XML, read without ever trusting it: no DTD is loaded, no entity, no network, one pass."""

import io
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from lexicon.exchange.reading import Refused

DEEPEST = 100
_ENTITY = re.compile(rb"<!\s*ENTITY", re.IGNORECASE)


def elements(content: bytes, names: set[str]) -> Iterator[Any]:
    """Each element whose local name is one of `names`, whole, then forgotten."""
    flat = content.replace(b"\x00", b"")
    if found := _ENTITY.search(flat):
        raise Refused(
            _("This file declares entities, which could hide anything: they are refused."),
            flat.count(b"\n", 0, found.start()) + 1,
        )
    parser = etree.iterparse(
        io.BytesIO(content),
        events=("start", "end"),
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    depth = 0
    try:
        for event, element in parser:
            depth += 1 if event == "start" else -1
            if depth > DEEPEST:
                raise Refused(_("This is nested too deeply."), element.sourceline)
            if event == "end" and local(element) in names:
                for reference in element.iter(etree.Entity):
                    raise Refused(
                        _("“%(text)s” is not explained in this file: write the character itself.")
                        % {"text": reference.text[:60]},
                        element.sourceline,
                    )
                yield element
                _forget(element)
    except etree.XMLSyntaxError as error:
        line = error.lineno if isinstance(error.lineno, int) else None
        raise Refused(
            _("This is not well-formed XML: %(why)s.") % {"why": error.msg}, line
        ) from None


def _forget(element: Any) -> None:
    """Free what has been read, so that memory does not grow with the file."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def local(element: Any) -> str:
    """The name without its namespace, declared or not; empty for what is no element."""
    return re.split("[}:]", element.tag)[-1] if isinstance(element.tag, str) else ""


def words(element: Any) -> str:
    """All text inside, markup of the text level left out."""
    return "".join(element.itertext())


def language(element: Any) -> str:
    value = element.get("{http://www.w3.org/XML/1998/namespace}lang") or element.get("lang") or ""
    return str(value)
