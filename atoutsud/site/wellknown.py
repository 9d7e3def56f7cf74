"""Files that machines look for at fixed addresses."""

import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from atoutsud.site import publicpage

SECURITY_LASTS = datetime.timedelta(days=180)


@publicpage.public_page
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /fr/compte/",
        "Disallow: /en/account/",
        "Disallow: /*?q=",
        f"Sitemap: {publicpage.absolute('/sitemap.xml')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@publicpage.public_page
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116."""
    expires = (timezone.now() + SECURITY_LASTS).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: mailto:{settings.CONTACT_EMAIL}",
        f"Expires: {expires.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {publicpage.absolute('/.well-known/security.txt')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
