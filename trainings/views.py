"""The public pages of trainings and partners."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from atoutsud.content import linking
from atoutsud.content.folding import sort_key
from atoutsud.content.languages import active, word
from atoutsud.site import linkeddata, publicpage
from trainings import cofunding, filters, groups, jsonld, reading, telling, wording
from trainings.catalogue import NOT_TRAININGS, catalogue
from trainings.models import Engagement, EngagementPartner, Partner

PER_PAGE = 20
OTHERS = 12
Role = EngagementPartner.Role


@publicpage.public_page(keeps=("page",))
def trainings_list(request: HttpRequest) -> HttpResponse:
    known = catalogue()
    asked = filters.Asked.read(request.GET)
    kept = [one for one in known if asked.keeps(one)]
    page = publicpage.paginate(request, kept, PER_PAGE)
    ids = [one.engagement.pk for one in page]
    rows = {row.pk: row for row in reading.for_rows(Engagement.public.filter(pk__in=ids))}
    shown = [telling.row(rows[pk]) for pk in ids if pk in rows]
    context = {
        "section": "trainings",
        "page_obj": page,
        "upcoming": [row for row in shown if row.engagement.is_to_come],
        "past": [row for row in shown if not row.engagement.is_to_come],
        "total": len(kept),
        "filters": filters.choices(known, asked, active()),
        "also": filters.also(known, asked),
        "filtered": asked.is_any,
    }
    return publicpage.page(request, "trainings/list.html", context)


@publicpage.public_page
def trainings_item(request: HttpRequest, where: tuple[int, str]) -> HttpResponse:
    pk, slug = where
    engagement = publicpage.find(reading.for_page(Engagement.public.all()), pk)
    if redirected := publicpage.moved(request, engagement, slug):
        return redirected
    reading.fill(engagement)
    split = cofunding.split(engagement.lines)
    context = {
        "section": "trainings",
        "engagement": engagement,
        "summary": word(engagement, "summary").text,
        "roles": roles_shown(engagement, told=split is not None),
        "may_be_asked": engagement.kind not in NOT_TRAININGS,
        "split": split,
        "split_words": telling.split_sentence(split) if split else "",
        "money": telling.money_note(split) if split else "",
        "groups": groups.exported(engagement),
        "topics": [line for line in engagement.topic_lines if line.public_concept or line.said],
        **texts_shown(engagement, linking.seen_by(request)),
        "agreements": [telling.agreement(row) for row in engagement.agreements],
        "news": reading.news_about(engagement),
        "linked_data": linkeddata.block(jsonld.event(engagement)),
    }
    return publicpage.page(request, "trainings/item.html", context, subject=engagement)


def texts_shown(engagement: Any, seen: Any) -> dict[str, wording.Blocks]:
    """In the order of the page, so that a word is explained where it is first met."""
    texts = {
        "how_to_take_part": wording.prose(engagement, "how_to_take_part"),
        "background": wording.prose(engagement, "context"),
        "objectives": wording.items(engagement, "objectives"),
        "outputs": wording.items(engagement, "outputs"),
        "follow_up": wording.prose(engagement, "follow_up"),
    }
    if not engagement.autolink:
        return texts
    return dict(zip(texts, wording.linked(list(texts.values()), seen), strict=True))


def roles_shown(engagement: Any, *, told: bool) -> list[tuple[str, list[Any]]]:
    """(role, organisations); those who paid are left to the split where there is one."""
    left_out = {Role.FUNDER, Role.CHANNEL} if told else set()
    found: dict[str, list[Any]] = {}
    for role in engagement.roles:
        us = role.public_partner is not None and role.public_partner.is_self
        if role.role not in left_out and not us:
            found.setdefault(role.role, []).append(role)
    return [
        (telling.role_words(code, _how_many(engagement, code, rows)), rows)
        for code, rows in found.items()
    ]


def _how_many(engagement: Any, code: str, rows: list[Any]) -> int:
    """Those named, and the others that an incomplete list speaks of."""
    others = code == Role.BENEFICIARY and not engagement.beneficiaries_complete
    return len(rows) + others


@publicpage.public_page
def partners_list(request: HttpRequest) -> HttpResponse:
    found = sorted(
        reading.directory(), key=lambda p: (not p.is_self, sort_key(p.headline().text), p.pk)
    )
    context = {
        "section": "partners",
        "families": telling.families(found),
        "number": len(found),
    }
    return publicpage.page(request, "trainings/partners.html", context)


@publicpage.public_page
def partners_item(request: HttpRequest, where: tuple[int, str]) -> HttpResponse:
    pk, slug = where
    partner = publicpage.find(reading.partner_page(Partner.public.all()), pk)
    if redirected := publicpage.moved(request, partner, slug):
        return redirected
    run, funded = reading.programmes_of(partner)
    engagements = reading.for_rows(reading.involving(partner))
    paid = [
        (engagement, line, share)
        for engagement in engagements
        for _category, lines in cofunding.by_category(engagement.lines)
        for line, share in zip(lines, cofunding.shares(lines), strict=True)
        if line.funder_id == partner.pk
    ]
    mission = wording.prose(partner, "mission")
    if partner.autolink:
        (mission,) = wording.linked([mission], linking.seen_by(request))
    others = Partner.public.exclude(pk=partner.pk).order_by("name_fr", "name_en", "pk")
    context = {
        "section": "partners",
        "partner": partner,
        "countries": telling.country_names(partner.countries),
        "mission": mission,
        "linked_data": linkeddata.block(jsonld.organisation(partner)),
        "run": run,
        "funded": funded,
        "together": [telling.row(engagement) for engagement in engagements],
        "paid": [
            {
                "engagement": engagement,
                "line": line,
                "share": "" if share is None else cofunding.plain_number(share),
                "amount": cofunding.money(line.amount, line.currency) if line.amount else "",
            }
            for engagement, line, share in paid
        ],
        "others": [telling.partner_line(p) for p in reading.partner_page(others)[:OTHERS]],
    }
    return publicpage.page(request, "trainings/partner.html", context, subject=partner)
