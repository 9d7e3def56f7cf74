"""Where fuzzing starts from: honest inputs of every kind, and the words their grammars are made of.

What was found once stands in `found/<target>/`, and is tried first ever after.
"""

from tests.fuzzing.targets import FOUND, SAMPLES

_V3 = b"""<?xml version="1.0" encoding="UTF-8"?>
<tbx style="dca" type="TBX-Basic" xml:lang="fr" xmlns="urn:iso:std:iso:30042:ed-2"><text><body>
<conceptEntry id="c-5f3c7f0e-6f0b-5a39-8f0e-3f9f2b7f8a11"><descrip type="subjectField">budget
</descrip><ref type="crossReference" target="c-2">see_also</ref><note xml:lang="fr">N</note>
<xref type="externalCrossReference" target="https://example.org/x">close</xref>
<langSec xml:lang="fr"><descripGrp><descrip type="definition">D</descrip><admin type="source">S ; T
</admin></descripGrp><termSec><term>cadre logique</term>
<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>
<termNote type="termType">fullForm</termNote><termNote type="grammaticalGender">masculine
</termNote></termSec></langSec><langSec xml:lang="en-GB"><termSec><term>logframe</term>
<descripGrp><descrip type="context">C</descrip></descripGrp></termSec></langSec></conceptEntry>
</body></text></tbx>"""
_DCT = b"""<tbx style="dct" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
xmlns:basic="http://www.tbxinfo.net/ns/basic" xmlns:min="http://www.tbxinfo.net/ns/min"><text><body>
<conceptEntry id="1"><min:subjectField>aid</min:subjectField><langSec xml:lang="en">
<basic:definition>D</basic:definition><termSec><term>grant</term><min:partOfSpeech>noun
</min:partOfSpeech></termSec></langSec></conceptEntry></body></text></tbx>"""
_V2 = b"""<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd"><martif type="TBX" xml:lang="en"><text>
<body><termEntry id="c9"><langSet xml:lang="fr"><tig><term>amont</term><termNote
type="usageStatus">deprecated</termNote></tig></langSet><langSet xml:lang="en"><ntig><termGrp>
<term>upstream</term></termGrp></ntig></langSet></termEntry></body></text></martif>"""
_JSON = (
    b'{"schema": 1, "domains": [{"code": "budget", "name": {"fr": "Budget"}}], "sources": [], '
    b'"pointers": [], "concepts": [{"uid": "5f3c7f0e-6f0b-5a39-8f0e-3f9f2b7f8a11", "terms": '
    b'[{"lang": "fr", "text": "amont", "kind": "full", "status": "preferred", "position": 0}], '
    b'"definition": {"fr": "D", "en": ""}, "relations": [{"kind": "see_also", "target": "x"}], '
    b'"citations": [{"source": "", "title": "T", "target": "term"}], "tags": ["eau"], '
    b'"mappings": [], "reviewed_on": "2026-11-25", "autolink": true, "extra": {}}]}'
)
_CSV = (
    b"fr_preferred;en_preferred;definition_fr;domains;fr_acronym\n"
    b'amont;upstream;"Ce qui ""vient"" avant ; dit-on";budget | eau;AM\n'
    b"=1+1;'-x;@y;;\n"
)
_RICH = (
    '<h2>Titre</h2><p>Un <b>mot</b>, un <a href="https://example.org/">lien</a> : « ça » &amp; '
    "l'autre.</p><ul><li>a</li><li>b<ol><li>c</li></ol></li></ul><table><caption>T</caption>"
    '<thead><tr><th scope="col">A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>'
    '<figure><img src="x"><figcaption>l</figcaption></figure><blockquote>q<cite>c</cite>'
    "</blockquote><pre>x</pre><hr><br><sup>e</sup><code>a  b</code><em lang=en>fit</em>"
).encode()
_PASTED = (
    b'<!--[if gte mso 9]><xml>x</xml><![endif]--><p class=MsoNormal><span lang="EN-GB" '
    b'style="font-weight:700;mso-x:y"><o:p>a</o:p></span></p><b style="font-weight:normal"><p>'
    b"x</p></b><svg onload=a><math><mtext><table><mglyph><style><img src=x onerror=a>"
)
SEEDS: dict[str, list[bytes]] = {
    "tbx": [_V3, _DCT, _V2],
    "legacy": [(SAMPLES / f"lexique-page.{end}").read_bytes() for end in ("txt", "html")],
    "richtext": [_RICH, _PASTED],
    "csv": [_CSV, b"\xef\xbb\xbfsep=,\r\nfr_preferred,en_preferred\r\na,b\r\n", _CSV.replace(
        b";", b"\t").decode().encode("utf-16")],
    "json": [_JSON, b'[{"terms":[{"text":"a"}]}]'],
    "plain": ["Un essai : « oui » ; \"non\" ?\n\n- un\n- deux\n  suite\n10 %".encode()],
    "dates": [b"31/10/2016 - 03/11/2016", b"about Q2 2016", "vers février 2019".encode(),
              b"2016-04/2016-05", b"1-5 April 2019", "du 1er au 3 août 2020".encode()],
    "search": ["l'évaluation à mi-parcours".encode(), "Œuvre R&D ONG".encode()],
}  # fmt: skip
_XML_WORDS = (
    "<conceptEntry id='a'> </conceptEntry> <termEntry> </termEntry> <langSec xml:lang='fr'> "
    "</langSec> <langSet> </langSet> <termSec> </termSec> <tig> </tig> <ntig> </ntig> <termGrp> "
    "</termGrp> <term> </term> <descripGrp> </descripGrp> <adminGrp> </adminGrp> <transacGrp> "
    "</transacGrp> <note> </note> type='definition' type='source' type='context' target='c-1' "
    "xml:lang='en' xml:lang='es' xml:lang='' <![CDATA[ ]]> <!-- --> <?a ?> &amp; &#0; &#1; "
    "&#xFFFE; &#xD800; &x; <!DOCTYPE <!ENTITY xmlns='x' Unterscheidung: id='c-' id='t-'"
)
_HTML_WORDS = (
    "<p> </p> <div> </div> <b> </b> <i> </i> <a href='/x'> <a href='javascript:x'> </a> <ul> <ol> "
    "<li> </li> </ul> </ol> <table> <caption> <thead> <tbody> <tr> <td> <th> </td> </tr> </table> "
    "<figure> <img src='ref:content.picture/1'> <figcaption> </figure> <h1> <h2> </h2> <h6> <q> "
    "<blockquote> </blockquote> <code> </code> <sub> <br> <hr> <span style='font-weight:bold'> "
    "<script> </script> <style> <svg> <math> <template> <noscript> <title> <textarea> <!-- --> "
    "<![CDATA[ &lt; &gt; &amp; &nbsp; &#0; &#x202E; &quot; <o:p> <em lang='en'> </em> <strong> "
    "<abbr title='x'> <cite> <body> <dl> <dt> <dd> <nav> <pre>"
)
_WORDS = {
    "tbx": _XML_WORDS,
    "legacy": _HTML_WORDS + " Équivalent Synonymes Voir Note Exemple : ; / ( ) • - – (ABC) ~",
    "richtext": _HTML_WORDS,
    "csv": '; , "" " fr_preferred en_preferred definition_fr uid domains relations | = sep=; + @',
    "json": '{ } [ ] , : "terms" "text" "lang" "uid" "definition" "concepts" null true -0 1e999 '
    '"domains" "\\ud800" "\\u0000" NaN "relations" "extra" "kind" "position" "examples" 9999999999',
    "plain": "- • * « » “ ” \" ' ’ ? ! : ; % … -- 1er no 10",
    "dates": "Q1 T2 / - – au to until vers environ 1er 31 12 2016 février march 1900 2100 . ,",
    "search": "l' d' œ ß ﷺ İ ſ - ' ’ & ( ) * \" OR AND NEAR ^ ال ⴰ 𝔸 ﬁ ǆ ͅ",
}
_BYTES = [b"\x00", b"\x1f", b"\xff", b"\n", b"\r", b"\t", b" ", b"\xc2\xa0", b"\xe2\x80\xaf",
          b"\xed\xa0\x80", b"\xef\xbf\xbe", b"\xc2\x85", b"\xe2\x80\xae", b"\xcc\x81"]  # fmt: skip


def pieces(name: str) -> list[bytes]:
    return [word.encode() for word in _WORDS[name].split(" ")] + _BYTES


def found(name: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((FOUND / name).glob("*"))]
