"""Races between real processes, on a database of their own that they all write to at once.

Run by itself (`python -m tests.racing short|long`), with DATABASE_URL naming an empty database: it
migrates it, makes the data, forks, lets every process start at the same moment, and prints what
came of it as JSON. `tests/test_races.py` judges that.
"""

import json
import multiprocessing
import os
import sys
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

NUMBERS = {
    "short": {"processes": 4, "saves": 6, "rounds": 3, "equal": 8, "flood": 16, "pairs": 10},
    "long": {"processes": 8, "saves": 25, "rounds": 25, "equal": 20, "flood": 50, "pairs": 200},
}
fork = multiprocessing.get_context("fork")


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """`work(0)` … `work(count - 1)`, each in its own process, begun together; their answers."""
    from django.db import connections

    connections.close_all()
    gate, answers = fork.Barrier(count), fork.Queue()

    def run(number: int) -> None:
        gate.wait(60)
        try:
            answers.put(work(number))
        except Exception as fault:
            answers.put(f"{type(fault).__name__}: {fault}")
        finally:
            connections.close_all()

    processes = [fork.Process(target=run, args=(number,)) for number in range(count)]
    for process in processes:
        process.start()
    found = [answers.get(timeout=300) for _process in processes]
    for process in processes:
        process.join(60)
    return found


def stale_saves(processes: int, saves: int, **_: int) -> dict[str, Any]:
    """Each save is made on what was read before; a number in the entry counts them."""
    from django.db import OperationalError

    from atoutsud.content.revisions import Conflict, history, snapshot
    from atoutsud.site.outage import AWAY, kind_of
    from lexicon.models import Concept
    from lexicon.publishing import publish
    from tests.lexicon import factories as make

    entry = make.concept(f"compteur {uuid.uuid4()}", "counter")
    make.change(entry, {"note.fr": "0"})

    def save(number: int) -> Counter[str]:
        done: Counter[str] = Counter()
        while done["saved"] < saves:
            read = Concept.objects.get(pk=entry.pk)
            seen = history(read).first()
            assert seen is not None
            count = int(seen.document["note.fr"].split()[0])
            row = {"lang": "en", "text": f"t {uuid.uuid4().hex}", "status": "admitted"}
            term = {f"terms/{uuid.uuid4()}": row}
            # Its own mark: two writers of the very same text do not clash.
            changes = {"note.fr": f"{count + 1} {uuid.uuid4().hex}", **term}
            try:
                publish(read, changes, seen_version=seen.number, author=None)
            except Conflict:
                done["refused"] += 1
            except OperationalError as fault:
                # SQLite's lock is not taken in turn: who waits too long is told so, and comes back.
                if kind_of(fault) != AWAY:
                    raise
                done["came back"] += 1
            else:
                done["saved"] += 1
        return done

    answers = at_once(processes, save)
    now = snapshot(Concept.objects.get(pk=entry.pk))
    return {
        "wanted": processes * saves,
        "counted": int(now["note.fr"].split()[0]),
        "terms": sum(path.endswith("/text") for path in now) - 2,
        "revisions": history(entry).count() - 2,
        "faults": [answer for answer in answers if isinstance(answer, str)],
        "refused": sum(a["refused"] for a in answers if not isinstance(a, str)),
        "came back": sum(a["came back"] for a in answers if not isinstance(a, str)),
    }


def accepted_at_once(rounds: int, processes: int, **_: int) -> dict[str, Any]:
    """The same proposal accepted, or accepted and refused, by several reviewers at once."""
    from atoutsud.content.mail import OutboxMessage
    from atoutsud.content.revisions import history
    from lexicon import moderation
    from lexicon.models import Contribution
    from lexicon.moderation import Decision, Late, Seen
    from tests.lexicon import factories as make

    reviewer, found = make.reviewer(), []
    for turn in range(rounds):
        author = make.member(f"{uuid.uuid4().hex}@example.org")
        entry = make.concept(f"mot {uuid.uuid4()}", "word")
        sent = make.proposal(entry, ("note.fr", "Une note."), author=author)
        document = moderation.document_of(sent)
        marks = {change.pk: moderation.mark(change, document) for change in sent.changes.all()}

        def decide(number: int, turn: int = turn, sent: Any = sent, marks: Any = marks) -> str:
            against = turn % 2 and number % 2
            word = Decision("refuse", "", "copied") if against else Decision("apply")
            try:
                moderation.decide(
                    sent, dict.fromkeys(marks, word), reviewer=reviewer, seen=Seen(1, marks)
                )
            except Late:
                return "late"
            return word.verdict

        answers = Counter(at_once(processes, decide))
        held = Contribution.objects.get(pk=sent.pk)
        found.append(
            {
                "answers": dict(answers),
                "state": held.state,
                "revisions": history(entry).count() - 1,
                "credits": history(entry).filter(author=author).count(),
                "mails": OutboxMessage.objects.filter(to=author.email).count(),
            }
        )
    return {"processes": processes, "rounds": found}


def _client(person: Any) -> Any:
    from django.test import Client

    client = Client()
    client.force_login(person)
    return client


def _entry(term: str) -> dict[str, str]:
    from tests.lexicon import factories as make

    return {"term": term, "definition": "Une définition.", "shown": make.stamp()}


def equal_posts(equal: int, **_: int) -> dict[str, Any]:
    from lexicon.models import Contribution
    from tests.lexicon import factories as make

    author = make.member(f"{uuid.uuid4().hex}@example.org")
    client, posted = _client(author), _entry(f"mot {uuid.uuid4()}")

    def post(number: int) -> int:
        return int(client.post("/fr/lexique/contribuer/", posted).status_code)

    answers = at_once(equal, post)
    return {"answers": answers, "kept": Contribution.objects.filter(author=author).count()}


def flood_of_proposals(flood: int, **_: int) -> dict[str, Any]:
    from lexicon.contributing import AN_HOUR
    from lexicon.models import Contribution
    from tests.lexicon import factories as make

    author = make.member(f"{uuid.uuid4().hex}@example.org")
    client = _client(author)
    posts = [_entry(f"mot {uuid.uuid4()}") for _number in range(flood)]

    def post(number: int) -> int:
        spoofed = {"X-Forwarded-For": f"203.0.113.{number}"}
        answer = client.post("/fr/lexique/contribuer/", posts[number], headers=spoofed)
        return int(answer.status_code)

    answers = at_once(flood, post)
    kept = Contribution.objects.filter(author=author).count()
    return {"answers": answers, "kept": kept, "limit": AN_HOUR}


def flood_of_messages(flood: int, **_: int) -> dict[str, Any]:
    from django.test import Client

    from atoutsud.site.guardedform import AN_HOUR
    from atoutsud.site.models import ContactMessage
    from tests.lexicon import factories as make

    email, shown = f"{uuid.uuid4().hex}@example.org", make.stamp()

    def post(number: int) -> int:
        message = {"email": email, "message": f"Bonjour, message {number}.", "shown": shown}
        spoofed = {"X-Forwarded-For": f"203.0.113.{number}"}
        return int(Client().post("/fr/contact/", message, headers=spoofed).status_code)

    answers = at_once(flood, post)
    kept = ContactMessage.objects.filter(email=email).count()
    return {"answers": answers, "kept": kept, "limit": AN_HOUR}


def equal_titles(equal: int, **_: int) -> dict[str, Any]:
    """Pages, engagements and articles of one title made by several people at the same moment."""
    from atoutsud.content.revisions import apply
    from atoutsud.site.models import Page
    from news.models import Article
    from trainings.models import Engagement

    words = {"title.fr": f"Un même titre {uuid.uuid4().hex[:6]}", "body.fr": "<p>Texte.</p>"}
    found = {}
    for model in (Page, Engagement, Article):
        changes = {path: text for path, text in words.items() if path != "body.fr"}
        if model is not Engagement:
            changes = words

        def make(_number: int, model: Any = model, changes: Any = changes) -> str:
            made = model()
            apply(made, changes, seen_version=0, author=None)
            return str(made.address("fr"))

        found[model.__name__] = at_once(equal, make)
    return {"wanted": equal, "made": found}


def two_editors(pairs: int, **_: int) -> dict[str, Any]:
    from tests import racingeditors

    return racingeditors.two_editors(pairs)


def counted_anew(saves: int, **_: int) -> dict[str, Any]:
    from tests import racingeditors

    return racingeditors.counted_anew(saves)


SCENES = (
    stale_saves, two_editors, counted_anew, accepted_at_once, equal_posts, equal_titles,
    flood_of_proposals, flood_of_messages,
)  # fmt: skip


def main(size: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atoutsud.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment(debug=False)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    json.dump({scene.__name__: scene(**NUMBERS[size]) for scene in SCENES}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
