from django.urls import path
from django.urls.resolvers import URLPattern

from atoutsud.site.addresses import in_words
from trainings import asking, calendar, data, impactviews, views
from trainings.iati import views as iati

unprefixed: list[URLPattern] = [
    path("data/trainings.csv", data.trainings_csv, name="trainings-csv"),
    path("data/trainings.json", data.trainings_json, name="trainings-json"),
    path("data/cofunding.csv", data.cofunding_csv, name="cofunding-csv"),
    path("data/partners.csv", data.partners_csv, name="partners-csv"),
    path("data/partners.json", data.partners_json, name="partners-json"),
    path("data/iati/activities.xml", iati.activities, name="trainings-iati"),
    path("data/iati/organisation.xml", iati.organisation, name="trainings-iati-organisation"),
]

urlpatterns = [
    path(in_words(fr="formations/", en="trainings/"), views.trainings_list, name="trainings-list"),
    path(
        in_words(fr="formations/demander/", en="trainings/ask/"),
        asking.ask,
        name="trainings-ask",
    ),
    path(
        in_words(fr="formations/demander/merci/", en="trainings/ask/thanks/"),
        asking.ask_done,
        name="trainings-ask-done",
    ),
    path(
        in_words(fr="formations/agenda.ics", en="trainings/calendar.ics"),
        calendar.feed,
        name="trainings-calendar",
    ),
    path(
        in_words(fr="formations/<int:pk>.ics", en="trainings/<int:pk>.ics"),
        calendar.item,
        name="trainings-event",
    ),
    path(
        in_words(fr="formations/<idslug:where>/", en="trainings/<idslug:where>/"),
        views.trainings_item,
        name="trainings-item",
    ),
    path(in_words(fr="bilan/", en="impact/"), impactviews.impact_page, name="trainings-impact"),
    path(
        in_words(fr="bilan/<int:year>/", en="impact/<int:year>/"),
        impactviews.report_page,
        name="trainings-report",
    ),
    path(in_words(fr="partenaires/", en="partners/"), views.partners_list, name="partners-list"),
    path(
        in_words(fr="partenaires/<idslug:where>/", en="partners/<idslug:where>/"),
        views.partners_item,
        name="partners-item",
    ),
]
