from django.urls import path

from atoutsud.site.addresses import in_words
from news import data, feeds, views

unprefixed = [path("data/news.json", data.news_json, name="news-data")]

urlpatterns = [
    path(in_words(fr="actualites/", en="news/"), views.news_list, name="news-list"),
    path(
        in_words(fr="actualites/flux.atom", en="news/feed.atom"), feeds.news_feed, name="news-feed"
    ),
    path(
        in_words(fr="actualites/etiquette/<slug:slug>/", en="news/tag/<slug:slug>/"),
        views.news_tag,
        name="news-tag",
    ),
    path(
        in_words(fr="actualites/<idslug:where>/", en="news/<idslug:where>/"),
        views.news_item,
        name="news-item",
    ),
]
