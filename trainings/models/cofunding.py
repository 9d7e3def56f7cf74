from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from atoutsud.content.fields import uid_field
from atoutsud.content.languages import word
from atoutsud.content.publication import SeenByReaders, SeenQuerySet


class AncFamily(models.TextChoices):
    """Families of contributions in kind of the French associations' chart of accounts."""

    WORK = "work", _("work")
    GOODS = "goods", _("goods")
    SERVICES = "services", _("services")
    TRAVEL = "travel", _("travel")


class FundingCategory(SeenByReaders):
    """An expense item: flights, expertise... Rows, so that the association may add its own."""

    AncFamily = AncFamily
    OTHER = "other"

    code = models.SlugField(
        _("code"), max_length=40, unique=True, help_text=_("Used in exports; never changes.")
    )
    name = models.CharField(_("name"), max_length=100, blank=True, default="")
    anc_family = models.CharField(
        _("accounting family"),
        max_length=8,
        choices=AncFamily.choices,
        default=AncFamily.SERVICES,
        help_text=_("For the yearly table of contributions in kind."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = SeenQuerySet.as_manager()

    class Meta:
        verbose_name = _("expense item")
        verbose_name_plural = _("expense items")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return word(self, "name").text or self.code


class Nature(models.TextChoices):
    UNKNOWN = "unknown", _("not stated")
    IN_KIND = "in_kind", _("in kind")
    CASH = "cash", _("in money")
    MIXED = "mixed", _("both")


class Valuation(models.TextChoices):
    INVOICE = "invoice", _("invoice")
    MARKET_PRICE = "market_price", _("market price")
    DAILY_RATE = "daily_rate", _("daily rate")
    STANDARD_RATE = "standard_rate", _("standard rate")
    ESTIMATE = "estimate", _("estimate")


class CofundingLine(SeenByReaders):
    """Who paid how much of one expense item, and by which route.

    The rules over several lines (shares that make 100, no mixture) are in `trainings.cofunding`.
    """

    Nature = Nature
    Valuation = Valuation

    uid = uid_field()
    engagement = models.ForeignKey(
        "trainings.Engagement", on_delete=models.CASCADE, related_name="all_cofunding"
    )
    category = models.ForeignKey(
        FundingCategory,
        verbose_name=_("expense"),
        on_delete=models.PROTECT,
        related_name="all_lines",
    )
    funder = models.ForeignKey(
        "trainings.Partner",
        verbose_name=_("who paid"),
        on_delete=models.PROTECT,
        related_name="all_cofunding",
    )
    programme = models.ForeignKey(
        "trainings.Programme",
        verbose_name=_("through the programme"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="all_cofunding",
    )
    channel = models.ForeignKey(
        "trainings.Partner",
        verbose_name=_("funds managed by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="all_channelled",
        help_text=_("If another organisation manages this money."),
    )
    nature = models.CharField(
        _("in kind or in money"), max_length=8, choices=Nature.choices, default=Nature.UNKNOWN
    )
    share = models.DecimalField(
        _("share (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_(
            "Leave empty for a single payer (100 %) or when the shares are unknown. "
            "The shares of one expense make 100."
        ),
    )
    amount = models.DecimalField(
        _("amount"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(
        _("currency"),
        max_length=3,
        blank=True,
        default="",
        help_text=_("Three capital letters, for example EUR or MAD."),
    )
    amount_not_published = models.BooleanField(_("the amount is not published"), default=False)
    value_date = models.DateField(_("value date"), null=True, blank=True)
    valuation_method = models.CharField(
        _("how it was valued"),
        max_length=13,
        choices=Valuation.choices,
        blank=True,
        default="",
        help_text=_("Needed when a contribution in kind has an amount."),
    )
    quantity = models.DecimalField(
        _("quantity"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    unit = models.CharField(
        _("unit"), max_length=40, blank=True, default="", help_text=_("For example: days.")
    )
    unit_value = models.DecimalField(
        _("value of one unit"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    note = models.CharField(_("note"), max_length=300, blank=True, default="")
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = SeenQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of funding")
        verbose_name_plural = _("who paid for what")
        ordering = ["position", "pk"]
        constraints = [
            # NULL differs from NULL in a plain unique constraint, hence Coalesce.
            models.UniqueConstraint(
                F("engagement"),
                F("category"),
                F("funder"),
                Coalesce(F("programme"), Value(0)),
                name="trainings_cofunding_once",
                violation_error_message=_(
                    "This payer is already there for this expense: join the two lines."
                ),
            ),
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__gt=0, share__lte=100),
                name="trainings_cofunding_share_range",
                violation_error_message=_("A share is above 0 and at most 100."),
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gt=0),
                name="trainings_cofunding_amount_positive",
                violation_error_message=_(
                    "Leave the amount empty when it is unknown; 0 would be false."
                ),
            ),
            models.CheckConstraint(
                condition=Q(amount=None, currency="") | Q(amount__isnull=False, currency__gt=""),
                name="trainings_cofunding_currency_with_amount",
                violation_error_message=_("An amount goes with its currency."),
            ),
            models.CheckConstraint(
                condition=~Q(nature=Nature.IN_KIND) | Q(amount=None) | Q(valuation_method__gt=""),
                name="trainings_cofunding_valued_how",
                violation_error_message=_("Say how this contribution in kind was valued."),
            ),
            models.CheckConstraint(
                condition=~Q(nature=Nature.CASH)
                | Q(amount__isnull=False)
                | Q(amount_not_published=True),
                name="trainings_cofunding_money_has_amount",
                violation_error_message=_(
                    "Money has an amount: give it, or tick “the amount is not published”."
                ),
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount_not_published=False),
                name="trainings_cofunding_published_or_not",
                violation_error_message=_("An amount that is given is published."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.funder}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.currency = self.currency.upper()
        super().save(*args, **kwargs)  # type: ignore[arg-type]
