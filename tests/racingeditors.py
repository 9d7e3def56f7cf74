"""Two editors with the same form open, who save at the same moment: nothing of either is lost.

Both have read the object before either writes. They touch words in different languages, cells of
the same row, tags, or one of them goes back to an earlier revision; or both write the same words,
and then one is told, with both texts on the page.
"""

import uuid
from collections import Counter
from typing import Any

LOT = 40
KINDS = ("languages", "rows", "tags", "revert", "same words")


def _article(author: Any) -> Any:
    from atoutsud.content import revisions
    from atoutsud.content.models import Picture
    from news.models import Article

    picture = Picture.objects.create(alt_fr="Carte", consent="not_needed")
    article = Article()
    row = str(uuid.uuid4())
    words = {
        "title.fr": "Un atelier", "title.en": "A workshop", "body.fr": "<p>Texte.</p>",
        "body.en": "<p>Text.</p>", "lead.fr": "Chapeau", "lead.en": "Lead", "state": "draft",
        f"pictures/{row}": {"picture": str(picture.uid), "position": 0},
        "tags/départ": True,
    }  # fmt: skip
    revisions.apply(article, words, seen_version=0, author=author)
    revisions.apply(article, {"title.fr": "Un atelier, redit"}, seen_version=1, author=author)
    return article


def _first_row(data: dict[str, Any]) -> str:
    return next(name for name in data if name.endswith("-0-position")).removesuffix("-position")


def _wanted(kind: str, number: int, data: dict[str, Any]) -> dict[str, Any]:
    """What editor `number` types in the form that he was shown."""
    if kind == "languages":
        return {"title_fr": "Mots de l’un"} if number == 0 else {"title_en": "Words of the other"}
    if kind == "rows":
        caption = f"{_first_row(data)}-caption_fr"
        if number == 0:
            return {caption: "Légende de l’un"}
        return {caption.replace("caption_fr", "caption_en"): "Caption of the other"}
    if kind == "tags":
        return {"tags": f"départ, étiquette-{number}"}
    if kind == "revert":
        return {"lead_en": "Lead of the other"}
    return {"title_fr": f"Les mêmes mots, écrits par {number}"}


def _kept(kind: str, document: dict[str, Any], answers: list[Any]) -> bool:
    """Whether the object holds what both wrote, or one of them was told."""
    values = [str(value) for value in document.values()]
    if kind == "languages":
        return {"Mots de l’un", "Words of the other"} <= set(values)
    if kind == "rows":
        return {"Légende de l’un", "Caption of the other"} <= set(values)
    if kind == "tags":
        return {"tags/départ", "tags/étiquette-0", "tags/étiquette-1"} <= set(document)
    if kind == "revert":
        return document["title.fr"] == "Un atelier" and document["lead.en"] == "Lead of the other"
    statuses = sorted(answer["status"] for answer in answers)
    won = next((answer for answer in answers if answer["status"] == 302), None)
    told = next((answer for answer in answers if answer["status"] == 409), None)
    if statuses != [302, 409] or won is None or told is None:
        return False
    mine = f"Les mêmes mots, écrits par {won['number']}"
    return document["title.fr"] == mine and bool(told["both texts"])


def two_editors(pairs: int, **_: int) -> dict[str, Any]:
    from django.conf import settings

    from atoutsud.content import revisions
    from news.models import Article
    from tests.backoffice.factories import superuser
    from tests.racing import at_once, fork

    settings.STAFF_MFA_REQUIRED = False
    people = [superuser(f"{uuid.uuid4().hex}@example.org") for _number in range(2)]
    articles = [(KINDS[n % len(KINDS)], _article(people[0]).pk) for n in range(pairs)]
    gate = fork.Barrier(2)
    answers: list[Any] = [[], []]
    # A few dozen at a time: whoever waits for the answers does not wait for ever.
    for begin in range(0, pairs, LOT):

        def edit(number: int, lot: Any = articles[begin : begin + LOT]) -> list[dict[str, Any]]:
            from tests.racing import _client

            client = _client(people[number])
            return [_save(client, kind, pk, number, gate) for kind, pk in lot]

        for place, answer in enumerate(at_once(2, edit)):
            answers[place] = answer if isinstance(answer, str) else answers[place] + answer
        if any(isinstance(answer, str) for answer in answers):
            break
    faults = [answer for answer in answers if isinstance(answer, str)]
    found: Counter[str] = Counter()
    lost = []
    for place, (kind, pk) in enumerate(articles):
        if faults:
            break
        both = [answer[place] for answer in answers]
        document = revisions.snapshot(Article.objects.get(pk=pk))
        found[kind] += 1
        found["told"] += any(answer["status"] == 409 for answer in both)
        if not _kept(kind, document, both):
            lost.append({"kind": kind, "answers": both, "title": document["title.fr"]})
    return {"pairs": sum(found[kind] for kind in KINDS), "lost": lost, "faults": faults, **found}


def _save(client: Any, kind: str, pk: int, number: int, gate: Any) -> dict[str, Any]:
    from tests.backoffice.browser import posted

    change = f"/admin/news/article/{pk}/change/"
    back = kind == "revert" and number == 0
    address = f"/admin/news/article/{pk}/history/" if back else change
    shown = client.get(change)
    data = posted(shown.content, "article_form", "_continue")
    data |= _wanted(kind, number, data)
    if back:
        data = {"old": "1", "seen_version": "2", "_all": "1", "_confirm": "1"}
    gate.wait(120)
    answer = client.post(address, data)
    while answer.status_code == 503:  # the lock of SQLite is not taken in turn: sent once more
        answer = client.post(address, data)
    gate.wait(120)
    text = answer.content.decode()
    told = all(f"Les mêmes mots, écrits par {one}" in text for one in (0, 1))
    return {"number": number, "status": answer.status_code, "both texts": told}


def counted_anew(saves: int, **_: int) -> dict[str, Any]:
    """Translations are counted anew while somebody writes: neither stops the other."""
    from django.core.management import call_command

    from atoutsud.content import revisions
    from atoutsud.content.translations import Translation
    from news.models import Article
    from tests.backoffice.factories import superuser
    from tests.racing import at_once

    author = superuser(f"{uuid.uuid4().hex}@example.org")
    articles = [_article(author).pk for _number in range(3 * saves)]

    def work(number: int) -> int:
        for _time in range(2 if number == 0 else 0):
            call_command("recount_translations", verbosity=0)
        for pk in articles if number else ():
            article = Article.objects.get(pk=pk)
            words = {"title.en": f"Rewritten {pk}"}
            revisions.apply(article, words, seen_version=article.version, author=None)
        return number

    answers = at_once(2, work)
    columns = ("object_id", "field", "written_fr", "written_en", "stale_fr", "stale_en")
    rows = Translation.objects.filter(object_id__in=articles).order_by("object_id", "field")
    found = list(rows.values_list(*columns))
    call_command("recount_translations", verbosity=0)
    return {
        "faults": [answer for answer in answers if isinstance(answer, str)],
        "differ": len(set(found) ^ set(rows.values_list(*columns))),
        "rows": len(found),
    }
