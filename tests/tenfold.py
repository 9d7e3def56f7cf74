"""Ten times the demo content, in bulk: enough to see a query that grows with it."""

from django.utils import timezone

from atoutsud.content.documents import snapshot
from atoutsud.content.revisions import Revision
from lexicon.models import Concept, Domain, Relation, Term
from news.models import Article
from tests.demosite import know_the_sizes
from trainings.models import Engagement, EngagementPartner, Partner

TIMES = 10


def ten_times_the_content() -> None:
    _articles()
    _partners()
    _engagements()
    _concepts()
    know_the_sizes()


def _articles() -> None:
    number = Article.objects.count() * TIMES
    made = Article.objects.bulk_create(
        Article(
            title_fr=f"Nouvelle numéro {n}",
            title_en=f"News number {n}",
            body_fr="<h2>Un</h2><p>Texte</p><h2>Deux</h2><p>Suite</p>",
            body_en="<p>Text</p>",
            lead_fr="Quelques mots.",
            dateline=timezone.localdate(),
            published_on=timezone.localdate(),
            state="published",
            first_published=timezone.now(),
        )
        for n in range(number)
    )
    for article in made[:20]:
        article.tags.add("méthode", "Sud-Sud")


def _partners() -> None:
    number = Partner.objects.count() * TIMES
    Partner.objects.bulk_create(
        Partner(
            name_fr=f"Partenaire {n}",
            name_en=f"Partner {n}",
            kind="ngo_partner_country",
            hq_country="MA",
            state="published",
            first_published=timezone.now(),
        )
        for n in range(number)
    )


def _engagements() -> None:
    number = Engagement.objects.count() * TIMES
    made = Engagement.objects.bulk_create(
        Engagement(
            reference=f"tenfold-{n}",
            title_fr=f"Formation numéro {n}",
            title_en=f"Training number {n}",
            summary_fr="Une semaine.",
            summary_en="One week.",
            country="MA",
            state="published",
            first_published=timezone.now(),
        )
        for n in range(number)
    )
    partners = list(Partner.public.all()[:30])
    EngagementPartner.objects.bulk_create(
        EngagementPartner(engagement=engagement, partner=partner, role="beneficiary")
        for engagement in made
        for partner in partners[:3]
    )


def _concepts() -> None:
    number = Concept.objects.count() * TIMES
    made = Concept.objects.bulk_create(
        Concept(
            definition_fr=f"Définition du terme {n}.",
            definition_en=f"Definition of term {n}.",
            **{f"heading_{lang}": _heading(n, lang) for lang in ("fr", "en")},
            **{f"sort_{lang}": _heading(n, lang) for lang in ("fr", "en")},
            state="published",
            first_published=timezone.now(),
            version=1,
        )
        for n in range(number)
    )
    terms = []
    for n, concept in enumerate(made):
        for lang in ("fr", "en"):
            term = Term(concept=concept, lang=lang, text=_heading(n, lang))
            term.make_keys()
            terms.append(term)
    Term.objects.bulk_create(terms)
    domain = Domain.objects.order_by("pk")[0]
    domain_rows = Concept.domains.through
    domain_rows.objects.bulk_create(domain_rows(concept=concept, domain=domain) for concept in made)
    hub = Concept.public.order_by("pk")[0]
    related = [Relation(concept=hub, target=concept, kind="see_also") for concept in made[:30]]
    Relation.objects.bulk_create(related)
    Revision.objects.create(
        model_id=_model_id(), object_id=made[0].pk, number=1, document=snapshot(made[0])
    )


def _heading(n: int, lang: str) -> str:
    return f"{'abcdefghij'[n % 10]} projet {n} {lang}"


def _model_id() -> int:
    from django.contrib.contenttypes.models import ContentType

    return ContentType.objects.get_for_model(Concept).pk
