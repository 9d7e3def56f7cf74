"""Addresses of the association's former site, and where their content stands now."""

from collections.abc import Callable
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from atoutsud.content.publication import SeenByReaders
from atoutsud.site.publicpage import redirect_kept

LONGEST = 400


def normalised(path: str) -> str:
    """One spelling for a path: lower case, no trailing slash, percent signs undone."""
    plain = unquote(path).replace("\x00", "").strip().casefold()
    return "/" + plain.strip("/")


def refuse_elsewhere(value: str) -> None:
    # Browsers drop tabs and line ends, so "/", tab, "/elsewhere" would leave the site.
    odd = "\\" in value or any(c.isspace() or not c.isprintable() for c in value)
    if odd or not value.startswith("/") or value.startswith("//"):
        raise ValidationError(_("Write an address of this site, which begins with /."))


class MovedPath(SeenByReaders):
    old = models.CharField(
        _("old address"),
        max_length=LONGEST,
        unique=True,
        help_text=_("What follows the name of the site, such as /lexique/termes1/."),
    )
    new = models.CharField(
        _("new address"),
        max_length=LONGEST,
        validators=[refuse_elsewhere],
        help_text=_("An address of this site, such as /fr/lexique/lettre/a/."),
    )

    class Meta:
        verbose_name = _("moved address")
        verbose_name_plural = _("moved addresses")
        ordering = ["old"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(old=F("new")),
                name="site_moved_path_moves",
                violation_error_message=_("The two addresses are the same."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"

    def clean(self) -> None:
        self.old = normalised(self.old)
        if normalised(self.new) == self.old:
            raise ValidationError({"new": _("The two addresses are the same.")})
        onward = normalised(self.new.partition("?")[0].partition("#")[0])
        if MovedPath.objects.filter(old=onward).exclude(pk=self.pk).exists():
            raise ValidationError({"new": _("This address has moved too; write where it leads.")})

    def save(self, *args: object, **kwargs: object) -> None:
        self.old = normalised(self.old)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class MovedPathMiddleware:
    """Looked at only when nothing else answers, so that it costs living pages nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        path = normalised(request.path)
        if len(path) > LONGEST:
            return response
        moved = MovedPath.objects.filter(old=path).values_list("new", flat=True).first()
        return redirect_kept(request, moved) if moved else response
