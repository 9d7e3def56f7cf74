from django.urls import path

from atoutsud.site import (
    cards,
    contact,
    health,
    home,
    languages,
    offline,
    opendata,
    pages,
    search,
    sitemaps,
    wellknown,
)
from atoutsud.site.addresses import in_words
from atoutsud.site.newsletter import pages as newsletter

unprefixed = [
    path("", languages.front_door, name="home-negotiated"),
    path("sitemap.xml", sitemaps.sitemap, name="site-sitemap"),
    path("sitemap-<str:name>-<int:number>.xml", sitemaps.part, name="site-sitemap-part"),
    path("robots.txt", wellknown.robots, name="site-robots"),
    path(".well-known/security.txt", wellknown.security, name="site-security"),
    path("sw.js", offline.worker, name="site-worker"),
    path("cards/<str:name>", cards.card, name="site-card"),
    path("manifest.webmanifest", offline.manifest, name="site-manifest"),
    path("healthz", health.healthz, name="site-healthz"),
    path("readyz", health.readyz, name="site-readyz"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("contact/", contact.contact, name="site-contact"),
    path(
        in_words(fr="contact/merci/", en="contact/thanks/"),
        contact.contact_thanks,
        name="site-contact-thanks",
    ),
    path(
        in_words(fr="lettre-info/", en="newsletter/"), newsletter.newsletter, name="site-newsletter"
    ),
    path(
        in_words(fr="lettre-info/merci/", en="newsletter/thanks/"),
        newsletter.asked,
        name="site-newsletter-asked",
    ),
    path(
        in_words(fr="lettre-info/inscrit/", en="newsletter/confirmed/"),
        newsletter.confirmed,
        name="site-newsletter-confirmed",
    ),
    path(
        in_words(fr="lettre-info/confirmer/<str:token>/", en="newsletter/confirm/<str:token>/"),
        newsletter.confirm,
        name="site-newsletter-confirm",
    ),
    path(
        in_words(
            fr="lettre-info/desabonnement/<str:token>/", en="newsletter/unsubscribe/<str:token>/"
        ),
        newsletter.leave,
        name="site-newsletter-leave",
    ),
    path(in_words(fr="donnees/", en="data/"), opendata.landing, name="site-data"),
    path(in_words(fr="recherche/", en="search/"), search.search, name="site-search"),
    path("<slug:slug>/", pages.page, name="site-page"),
]
