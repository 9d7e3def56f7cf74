"""Rich text as readers get it: typography, links and pictures resolved, tables that scroll."""

from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext, override

from atoutsud.content import markup, typography
from atoutsud.content.languages import direction
from atoutsud.content.markup import Token
from atoutsud.content.pictures import Picture, caption_html, picture_html
from atoutsud.content.richtext import REFERENCE, cleaned, find_headings

MAX_REFERENCES = 500


def render(source: str, language: str) -> SafeString:
    """Cleaned HTML ready to show in a page of `language`.

    What it refers to (`ref:app.model/12`) is fetched by one query per model through that model's
    `public` manager; what readers may not see becomes plain text, or nothing for a picture.
    """
    return write(prepare(source, language), language)


def prepare(source: str, language: str) -> list[Token]:
    """The tokens of a text, cleaned and in its typography, before anything is resolved."""
    return typography.apply_tokens(markup.read(cleaned(source or "")), language)


def write(tokens: list[Token], language: str) -> SafeString:
    return SafeString(_Writer(tokens, language).write(tokens))


def referred(tokens: list[Token]) -> dict[str, Any]:
    """Public objects by reference."""
    wanted: dict[str, set[int]] = defaultdict(set)
    count = 0
    for token in tokens:
        match = REFERENCE.fullmatch(token.attributes.get("href") or token.attributes.get("src", ""))
        if match and count < MAX_REFERENCES:
            wanted[match[1]].add(int(match[2]))
            count += 1
    found: dict[str, Any] = {}
    for label, ids in sorted(wanted.items()):
        try:
            public = apps.get_model(label).public  # type: ignore[attr-defined]
        except (LookupError, AttributeError):
            continue
        # A model whose rows may lead to others says where.
        if hasattr(public, "following"):
            found.update({f"ref:{label}/{pk}": row for pk, row in public.following(ids).items()})
            continue
        # A model whose headline needs other rows says how to fetch them along.
        rows = public.with_headlines() if hasattr(public, "with_headlines") else public.all()
        for row in rows.filter(pk__in=ids):
            found[f"ref:{label}/{row.pk}"] = row
    return found


class _Figure:
    """The figure being written: its picture, its typed caption, whether it lost what it showed."""

    def __init__(self, start: int) -> None:
        self.start = start
        self.picture: Picture | None = None
        self.caption: str | None = None
        self.lost = False


class _Writer:
    def __init__(self, tokens: list[Token], language: str) -> None:
        self.language = language
        self.found = referred(tokens)
        self.headings = find_headings(tokens)
        self.out: list[str] = []
        self.figures: list[_Figure] = []
        self.captions: list[int] = []
        self.links: list[str] = []
        self.tables = 0
        self.table_depth = 0
        self.pictures = 0
        site = urlsplit(getattr(settings, "SITE_URL", "") or "")
        self.host = site.netloc.lower()

    def write(self, tokens: list[Token]) -> str:
        for place, read in enumerate(tokens):
            token = self._turned(read)
            if token.name == "a":
                self._link(token)
            elif token.name == "img":
                self._image(token)
            elif token.name == "figure":
                self._figure(token)
            elif token.name == "figcaption":
                self._caption(token)
            elif token.name == "table":
                self._table(token, tokens, place)
            elif place in self.headings:
                attributes = {"id": self.headings[place][1], **token.attributes}
                self.out.append(markup.write_one(token._replace(attributes=attributes)))
            else:
                self.out.append(markup.write_one(token))
        return "".join(self.out)

    def _turned(self, token: Token) -> Token:
        """Words of a language that runs the other way say so."""
        said = token.attributes.get("lang")
        if not said or direction(said) == direction(self.language):
            return token
        return token._replace(attributes={**token.attributes, "dir": direction(said)})

    def _link(self, token: Token) -> None:
        if token.kind == "end":
            self.out.append(self.links.pop() if self.links else "")
            return
        attributes = self._target(token)
        self.links.append("</a>" if attributes else "")
        if attributes:
            self.out.append(markup.write_one(token._replace(attributes=attributes)))

    def _target(self, token: Token) -> dict[str, str]:
        """The attributes of a link as shown; none when there is nothing to link to."""
        attributes = dict(token.attributes)
        href = attributes["href"]
        if REFERENCE.fullmatch(href):
            target = self.found.get(href)
            if target is None or not hasattr(target, "address"):
                return {}
            language = self.language
            if hasattr(target, "headline"):
                language = target.headline(self.language).language or self.language
            attributes["href"] = target.address(language)
            if language != self.language:
                attributes["hreflang"] = language
        elif href.lower().startswith(("http:", "https:")) and self._is_foreign(href):
            attributes["rel"] = "nofollow noopener"
        return attributes

    def _is_foreign(self, href: str) -> bool:
        try:
            return urlsplit(href).netloc.lower() != self.host
        except ValueError:
            return True

    def _image(self, token: Token) -> None:
        picture = self.found.get(token.attributes["src"])
        if not isinstance(picture, Picture):
            if self.figures:
                self.figures[-1].lost = True
            return
        self.out.append(picture_html(picture, self.language))
        if self.figures and self.figures[-1].picture is None:
            self.figures[-1].picture = picture

    def _figure(self, token: Token) -> None:
        if token.kind == "start":
            self.figures.append(_Figure(len(self.out)))
            self.out.append(markup.write_one(token))
            return
        if not self.figures:
            return
        figure = self.figures.pop()
        if figure.lost and figure.picture is None:
            del self.out[figure.start :]
            return
        if figure.picture is not None:
            self.out.append(caption_html(figure.picture, self.language, figure.caption or ""))
        elif figure.caption:
            self.out.append(f"<figcaption>{figure.caption}</figcaption>")
        self.out.append("</figure>")

    def _caption(self, token: Token) -> None:
        if token.kind == "start":
            self.captions.append(len(self.out))
        elif self.captions:
            start = self.captions.pop()
            words = "".join(self.out[start:])
            del self.out[start:]
            if self.figures:
                self.figures[-1].caption = (self.figures[-1].caption or "") + words

    def _table(self, token: Token, tokens: list[Token], place: int) -> None:
        if token.kind == "start":
            self.table_depth += 1
            if self.table_depth == 1:
                self.tables += 1
                label = markup.write_one(Token("text", text=self._table_label(tokens, place)))
                label = label.replace('"', "&quot;")
                self.out.append(f'<section class="scroll" tabindex="0" aria-label="{label}">')
        self.out.append(markup.write_one(token))
        if token.kind == "end":
            self.table_depth -= 1
            if self.table_depth == 0:
                self.out.append("</section>")

    def _table_label(self, tokens: list[Token], place: int) -> str:
        if place + 1 < len(tokens) and tokens[place + 1].name == "caption":
            words = []
            for token in tokens[place + 2 :]:
                if token.name == "caption":
                    break
                words.append(token.text)
            label = " ".join("".join(words).split())
            if label:
                return label[:150]
        with override(self.language):
            return gettext("Table %(number)d") % {"number": self.tables}
