from django.urls import path
from django.urls.resolvers import URLPattern

from atoutsud.site.addresses import in_words
from trainings import asking, views

unprefixed: list[URLPattern] = []

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
        in_words(fr="formations/<idslug:where>/", en="trainings/<idslug:where>/"),
        views.trainings_item,
        name="trainings-item",
    ),
    path(in_words(fr="partenaires/", en="partners/"), views.partners_list, name="partners-list"),
    path(
        in_words(fr="partenaires/<idslug:where>/", en="partners/<idslug:where>/"),
        views.partners_item,
        name="partners-item",
    ),
]
