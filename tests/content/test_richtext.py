import re
import time
import unicodedata
from html.parser import HTMLParser

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from atoutsud.content import richtext
from atoutsud.content.richtext import clean, from_plain, headings, plain

# Seconds of CPU. What grew with the square of the length would take hours.
GUARD = 20
PIECES = st.sampled_from(
    [
        "mot ",
        " ",
        "\u00a0",
        "&nbsp;",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<em>",
        "</em>",
        "<h1>",
        "</h1>",
        "<h2>",
        "</h2>",
        "<ul>",
        "<li>",
        "</li>",
        "</ul>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<div>",
        "</div>",
        "<br>",
        "<hr>",
        "<figure>",
        '<img src="ref:content.picture/1">',
        "<figcaption>",
        "</figure>",
        '<a href="/fr/">',
        '<a href="javascript:x">',
        "</a>",
        "<blockquote>",
        "</blockquote>",
        "<code>",
        "</code>",
        '<span style="font-weight:bold">',
        "</span>",
        "&lt;script>",
        "<script>x",
        "<",
        "&",
        '"',
        "é",
    ]
)
PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="data:text/html,x">x</a>',
    '<a href="vbscript:x">x</a>',
    '<a href="//evil.example/">x</a>',
    '<a href="/\\evil.example/">x</a>',
    '<a href="\\\\evil.example/">x</a>',
    '<p style="background:url(//x)" class="a" id="b" data-x="y" onclick="z">x</p>',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=//x><input><button formaction=javascript:x>y</button></form>",
    "<details open ontoggle=alert(1)>x</details>",
    '<img src="https://evil.example/x.png">',
    '<img src="ref:lexicon.concept/1">',
    "<a href='ref:a.b/1\" onclick=\"x'>x</a>",
    "<base href=//x><meta http-equiv=refresh content=0><link rel=stylesheet href=//x>",
    "<template><script>alert(1)</script></template>",
    "<a hx-get=/x href=/fr/>x</a>",
    "<abbr title='\"><script>alert(1)</script>'>x</abbr>",
]


class Live(HTMLParser):
    """What a browser would see in it that is not on our list."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in richtext.TAGS:
            self.found.append(tag)
        for name, value in attrs:
            if name not in [
                "href",
                "hreflang",
                "lang",
                "colspan",
                "rowspan",
                "scope",
                "src",
                "title",
            ]:
                self.found.append(f"{tag}[{name}]")
            if name == "href" and not re.match(r"(https?://|mailto:|ref:|/(?!/)|#)", value or ""):
                self.found.append(f"{tag}[{name}={value}]")
            if name == "src" and not re.fullmatch(r"ref:content\.picture/\d+", value or ""):
                self.found.append(f"{tag}[{name}={value}]")


def live(html: str) -> list[str]:
    parser = Live()
    parser.feed(html)
    parser.close()
    return parser.found


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_live_is_left_of_a_hostile_text(payload: str) -> None:
    assert live(clean(payload)) == []
    assert live(clean(f"<p>a {payload} b</p>")) == []


@given(st.lists(PIECES, max_size=30).map("".join))
def test_cleaning_twice_changes_nothing_more(source: str) -> None:
    once = clean(source)
    assert clean(once) == once
    assert live(once) == []


@given(st.text(max_size=80))
def test_a_text_escaped_comes_back_whole(text: str) -> None:
    """But for its bullets, which become a list, and its characters that are none."""
    known = unicodedata.normalize("NFC", richtext._UNWANTED.sub("", text.replace("\r", "\n")))
    known = re.sub(r"(?m)^[ \t]*[-•*–][ \t]+(?=\S)", "", known)
    assert plain(from_plain(text)).split() == known.split()


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("<b>a</b> <i>b</i>", "<p><strong>a</strong> <em>b</em></p>"),
        ("<h1>T</h1>", "<h2>T</h2>"),
        ("<h6>T</h6>", "<h4>T</h4>"),
        (
            '<p class="MsoNormal"><span lang="EN-GB" style="mso-x:y"><o:p>a</o:p></span></p>',
            "<p>a</p>",
        ),
        ("<p>&nbsp;</p><p>a</p><p><br></p>", "<p>a</p>"),
        ("<p>a&nbsp;&nbsp; b</p>", "<p>a b</p>"),
        ("<p>a&nbsp;: b</p>", "<p>a&nbsp;: b</p>"),
        ("<p>- un</p>", "<p>- un</p>"),
        ("<div>a</div><div>b</div>", "<p>a</p><p>b</p>"),
        (
            '<b style="font-weight:normal"><p><span style="font-weight:700">a</span> b</p></b>',
            "<p><strong>a</strong> b</p>",
        ),
        ('<p><span style="font-style:italic">a</span></p>', "<p><em>a</em></p>"),
        ("<font color=red>a</font>", "<p>a</p>"),
        ("<li>seul</li>", "<p>seul</p>"),
        ("<!--[if gte mso 9]><xml>x</xml><![endif]--><p>a</p>", "<p>a</p>"),
        ("<style>p {}</style><p>a</p>", "<p>a</p>"),
        ("a<b> </b>b", "<p>a b</p>"),
        ("<blockquote>a</blockquote>", "<blockquote><p>a</p></blockquote>"),
        (
            '<img src="ref:content.picture/3">',
            '<figure><img src="ref:content.picture/3"></figure>',
        ),
        (
            '<th colspan="2" scope="col" onclick=x>a</th>',
            "<p>a</p>",
        ),
        ('<em lang="en">fit</em>', '<p><em lang="en">fit</em></p>'),
        ('<em lang="e n">fit</em>', "<p><em>fit</em></p>"),
    ],
)
def test_what_word_processors_paste_is_repaired(pasted: str, kept: str) -> None:
    assert clean(pasted) == kept


def test_a_table_keeps_its_spans_scopes_and_empty_cells() -> None:
    html = (
        "<table><caption>C</caption><thead><tr>"
        '<th colspan="2" scope="col">A</th></tr></thead>'
        "<tbody><tr><td>1</td><td></td></tr></tbody></table>"
    )
    assert clean(html) == html


def test_nul_control_and_lone_surrogates_are_dropped_and_text_composed() -> None:
    assert clean("<p>a\x00\x0b\ud800b e\u0301</p>") == "<p>ab é</p>"


def test_control_characters_written_as_numbers_are_dropped_too() -> None:
    assert clean("<p>a&#2;b&#x1f;&#xFFFE;c&#127;</p>") == "<p>abc</p>"
    assert "script" not in clean('<p><a href="java&#2;script:alert(1)">x</a></p>')
    assert clean("<p>e&#769;</p>") == "<p>é</p>"
    assert clean("<p>&#824;x</p>") == "<p>\u0338x</p>"


def test_text_that_is_only_invisible_is_empty() -> None:
    assert clean("<p> \u00a0 </p>") == ""
    assert clean("") == ""


def test_a_text_beyond_measure_is_refused() -> None:
    with pytest.raises(ValidationError):
        clean("a" * (richtext.MAX_LENGTH + 1))


def test_plain_gives_the_words_with_breaks_between_blocks() -> None:
    html = "<h2>T</h2><p>a<br>b &amp; c</p><ul><li>x</li><li>y</li></ul>"
    assert plain(html) == "T\n\na\nb & c\n\nx\ny"
    assert plain("R&amp;D &lt; 5") == "R&D < 5"


def test_plain_survives_what_breaks_the_tag_stripper() -> None:
    assert plain("<" * 60 + "a>" * 60)


def test_headings_have_stable_and_distinct_ids() -> None:
    html = "<h2>Économie</h2><p>x</p><h3>Une <em>étape</em></h3><h2>Économie</h2>"
    assert headings(html) == [
        (2, "s-economie", "Économie"),
        (3, "s-une-etape", "Une étape"),
        (2, "s-economie--2", "Économie"),
    ]


def test_plain_text_becomes_paragraphs_and_lists() -> None:
    text = "Un & deux\ntrois\n\nListe :\n- a\n- b <c>\n\nfin"
    assert from_plain(text) == (
        "<p>Un &amp; deux<br>trois</p><p>Liste :</p>"
        "<ul><li>a</li><li>b &lt;c&gt;</li></ul><p>fin</p>"
    )
    assert from_plain("") == ""


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<b>",
        "<div>",
        "<i></b>",
        "<ul><li>",
        "<table>",
        "<a href=/><b>",
        "<p>",
        "&",
        "&amp;",
        "\u00a0",
        "<!--",
        "<a href='",
        "<svg>",
        "<b><p></b>",
        "<" * 60 + "a>" * 60,
    ],
)
def test_a_flood_is_dealt_with(piece: str) -> None:
    flood = piece * (200_000 // len(piece))
    begun = time.process_time()
    once = clean(flood)
    plain(once)
    assert time.process_time() - begun < GUARD
