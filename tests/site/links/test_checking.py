"""Links of what readers see: found, tried with patience, kept with since when they fail."""

import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from atoutsud.site.links import checking, fetching
from atoutsud.site.links.fetching import Answer, Forbidden, Unreachable
from atoutsud.site.models import LinkUse, WatchedLink
from tests.lexicon import factories as entries
from tests.news import factories as news
from tests.site import factories as site
from tests.trainings import factories as trainings

pytestmark = pytest.mark.django_db
LINK = '<p><a href="{}">ici</a></p>'


def linking(url: str = "https://example.org/a", **fields: Any) -> Any:
    return news.article(title_fr="Un texte", body_fr=LINK.format(url), **fields)


def always(*codes: int) -> Any:
    """An `ask` that answers these codes in turn, the last for ever."""
    left = list(codes)

    def ask(method: str, url: str) -> Answer:
        return Answer(left.pop(0) if len(left) > 1 else left[0])

    return ask


def watched() -> dict[str, list[str]]:
    return {row.url: [use.title for use in row.uses.all()] for row in WatchedLink.objects.all()}


def test_links_of_texts_and_columns_are_found_with_their_places() -> None:
    linking()
    news.english(body_en=LINK.format("https://example.org/a") + LINK.format("https://b.example/"))
    trainings.partner("Bayti", website="https://bayti.example")
    site.entry(url="https://social.example/x", label_fr="Réseau")
    checking.read_texts()
    assert watched() == {
        "https://example.org/a": ["A learning path", "Un texte"],
        "https://b.example/": ["A learning path"],
        "https://bayti.example": ["Bayti"],
        "https://social.example/x": ["Réseau"],
    }


def test_what_readers_do_not_see_is_not_asked_for() -> None:
    linking(state="draft")
    linking("mailto:a@example.org")
    trainings.partner("Caché", website="https://hidden.example", state="draft")
    entry = entries.concept()
    type(entry).objects.filter(pk=entry.pk).update(state="draft")
    checking.read_texts()
    assert watched() == {}


def test_a_link_that_left_its_text_is_forgotten() -> None:
    article = linking()
    checking.read_texts()
    article.body_fr = LINK.format("https://example.org/b")
    article.title_fr = "Autre titre"
    article.save()
    checking.read_texts()
    assert watched() == {"https://example.org/b": ["Autre titre"]}


def test_links_of_this_site_are_judged_without_the_network() -> None:
    other = news.article(title_fr="Visé")
    linking(f"ref:news.article/{other.pk}")
    linking("/fr/nulle-part/")
    checking.read_texts()
    assert list(watched()) == ["/fr/nulle-part/"]
    assert [row.is_broken for row in WatchedLink.objects.broken()] == [True]
    type(other).objects.filter(pk=other.pk).update(state="withdrawn")
    checking.read_texts()
    assert len(watched()) == 2
    type(other).objects.filter(pk=other.pk).update(state="published")
    checking.read_texts()
    assert list(watched()) == ["/fr/nulle-part/"]


def test_a_link_is_broken_after_several_days_and_well_again_at_once() -> None:
    linking()
    checking.read_texts()
    first = timezone.now()
    for number in (1, 2, 3, 4):
        assert not WatchedLink.objects.broken().exists() or number == 4
        assert checking.check(always(404), most=10, seconds=60) == 1
        link = WatchedLink.objects.get()
        assert (link.tries, link.told) == (number, "404")
        assert link.failing_since and abs(link.failing_since - first) < datetime.timedelta(
            minutes=1
        )
        assert link.next_check > timezone.now() + datetime.timedelta(hours=20)
        assert checking.check(always(404), most=10, seconds=60) == 0, "not again the same day"
        WatchedLink.objects.update(next_check=timezone.now())
    assert WatchedLink.objects.broken().count() == 1
    checking.check(always(200), most=10, seconds=60)
    link = WatchedLink.objects.get()
    assert (link.tries, link.failing_since, link.is_broken) == (0, None, False)


@pytest.mark.parametrize(
    ("codes", "works"),
    [
        ((200,), True),
        ((405, 200), True),
        ((404, 200), True),
        ((500, 204), True),
        ((403,), True),
        ((429,), True),
        ((404,), False),
        ((410,), False),
        ((500,), False),
        ((403, 404), False),
    ],
)
def test_head_comes_first_and_get_has_the_last_word(codes: tuple[int, ...], works: bool) -> None:
    assert checking.probe("https://example.org/", always(*codes))[0] is works


@pytest.mark.parametrize("fault", [Unreachable("TimeoutError"), Forbidden("not a public address")])
def test_no_answer_is_a_failure_that_says_why(fault: Exception) -> None:
    asked = []

    def ask(method: str, url: str) -> Answer:
        asked.append(method)
        raise fault

    assert checking.probe("https://example.org/", ask) == (False, str(fault))
    assert asked == (["HEAD"] if isinstance(fault, Forbidden) else ["HEAD", "GET"])


def test_a_host_is_left_in_peace_between_two_questions() -> None:
    now, slept, asked = [0.0], [], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    def ask(method: str, url: str) -> Answer:
        asked.append(url)
        now[0] += 1
        return Answer(200)

    pace = checking.Pace(ask, pause=5, clock=lambda: now[0], sleep=sleep)
    for url in ("https://a.example/1", "https://b.example/1", "https://a.example/2"):
        pace("HEAD", url)
    assert slept == [4.0] and len(asked) == 3


def test_hosts_come_in_turn_and_a_run_has_an_end() -> None:
    for host in "ab":
        for number in range(3):
            WatchedLink.objects.create(
                url=f"https://{host}.example/{number}", key=f"{host}{number}"
            )
    order = [checking.host_of(link.url)[0] for link in checking.in_turn(WatchedLink.objects.all())]
    assert order == list("ababab")
    assert checking.check(always(200), most=2, seconds=60) == 2
    clock = iter(range(0, 1000, 40))
    assert checking.check(always(200), most=10, seconds=100, clock=lambda: next(clock)) == 2


def test_two_runs_at_once_try_a_link_once() -> None:
    linking()
    checking.read_texts()
    inner: list[int] = []

    def ask(method: str, url: str) -> Answer:
        inner.append(checking.check(always(200), most=10, seconds=60))
        return Answer(200)

    assert checking.check(ask, most=10, seconds=60) == 1
    assert inner == [0]


def test_the_command_tells_what_it_found(monkeypatch: pytest.MonkeyPatch) -> None:
    linking()
    linking("/fr/nulle-part/")
    monkeypatch.setattr(fetching, "ask", always(404))
    monkeypatch.setattr(checking, "PAUSE", 0)
    out = StringIO()
    call_command("check_links", no_network=True, stdout=out)
    assert out.getvalue() == "2 links, 0 tried, 0 failing, 1 broken.\n"
    out = StringIO()
    monkeypatch.setattr(checking.time, "sleep", lambda seconds: None)
    call_command("check_links", stdout=out)
    assert out.getvalue() == "2 links, 1 tried, 1 failing, 1 broken.\n"


def test_the_database_holds_the_rules() -> None:
    link = WatchedLink.objects.create(url="https://a.example", key="a")
    with pytest.raises(IntegrityError), transaction.atomic():
        WatchedLink.objects.filter(pk=link.pk).update(tries=1)
    LinkUse.objects.create(link=link, model="news.article", object_id=1, title="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        LinkUse.objects.create(link=link, model="news.article", object_id=1, title="y")
