"""The search, and the pages where the tree has them."""

from typing import Any

from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from bench.peer.models import EntryPage

HITS = 20


def search(request: Any) -> Any:
    """The entries a query finds, with the terms of those shown."""
    query = request.GET.get("q", "")
    found = EntryPage.objects.live().prefetch_related("terms").search(query)
    hits = Paginator(found, HITS).get_page(request.GET.get("page"))
    return TemplateResponse(request, "peer/search.html", {"q": query, "hits": hits})


urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("search/", search, name="search"),
    path("", include(wagtail_urls)),
]
