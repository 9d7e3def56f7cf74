"""Every address of the site; the words stand in each app's own `urls.py`."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

import lexicon.urls
import news.urls
import trainings.urls
from atoutsud.content.media import media
from atoutsud.site import urls as site_urls

urlpatterns = [
    *site_urls.unprefixed,
    *news.urls.unprefixed,
    *trainings.urls.unprefixed,
    *lexicon.urls.unprefixed,
    path("media/<str:key>/<str:name>", media, name="media"),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("", include("news.urls")),
        path("", include("trainings.urls")),
        path("", include("lexicon.urls")),
        path("", include("atoutsud.members.urls")),
        path("", include("atoutsud.backoffice.urls")),
        # Pages are found by slug, so they come last.
        path("", include("atoutsud.site.urls")),
    ),
]

handler400 = "atoutsud.site.errors.bad_request"
handler403 = "atoutsud.site.errors.forbidden"
handler404 = "atoutsud.site.errors.not_found"
handler500 = "atoutsud.site.errors.server_error"
