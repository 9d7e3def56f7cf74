from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from atoutsud.content.documents import Document
from atoutsud.content.fields import Prose, uid_field
from atoutsud.content.languages import Addressed, word
from atoutsud.content.publication import Publishable

EARLIEST_FOUNDATION = 1600
LATEST_FOUNDATION = 2100
NOT_IN_IDENTIFIERS = (" ", "/", "&", "|", "?")


class Kind(models.TextChoices):
    NGO_NATIONAL = "ngo_national", _("national NGO")
    NGO_INTERNATIONAL = "ngo_international", _("international NGO")
    NGO_PARTNER_COUNTRY = "ngo_partner_country", _("NGO of a partner country")
    GOVERNMENT = "government", _("government")
    PUBLIC_BODY = "public_body", _("public institution")
    MULTILATERAL = "multilateral", _("multilateral organisation")
    DONOR_AGENCY = "donor_agency", _("donor agency")
    FOUNDATION = "foundation", _("foundation")
    ACADEMIC = "academic", _("university or research centre")
    PRIVATE = "private", _("company")
    OTHER = "other", _("other organisation")


def identifier_shape() -> Q:
    """An agency prefix, a dash, a number, none of the characters the standard refuses."""
    shape = Q(org_identifier__contains="-")
    for character in NOT_IN_IDENTIFIERS:
        shape &= ~Q(org_identifier__contains=character)
    return Q(org_identifier="") | shape


class Partner(Addressed, Publishable):
    """An organisation: beneficiary, payer, host... The association itself is one (`is_self`).

    Organisations only: no field holds a contact person.
    """

    Kind = Kind
    address_name = "partners-item"
    headline_field = "name"
    language_fields = ("name",)
    document = Document(
        fields=(
            "name",
            "acronym",
            "name_meaning",
            "kind",
            "countries",
            "hq_country",
            "cities",
            "founded_year",
            "founded_note",
            "legal_status",
            "mission",
            "autolink",
            "website",
            "logo",
            "org_identifier",
            "aliases",
            "is_self",
            "parent",
        )
    )

    uid = uid_field()
    name = models.CharField(
        _("name"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("As the organisation writes it. Often the same in both languages."),
    )
    acronym = models.CharField(_("acronym"), max_length=30, blank=True, default="")
    name_meaning = models.CharField(
        _("meaning of the name"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("For example “my home”, in Arabic."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.OTHER)
    countries = CountryField(
        verbose_name=_("countries"),
        multiple=True,
        blank=True,
        default="",
        help_text=_("Where it works. Leave empty when unknown or worldwide."),
    )
    hq_country = CountryField(
        verbose_name=_("country of its seat"), blank=True, default="", blank_label="—"
    )
    cities = models.CharField(
        _("towns"),
        max_length=300,
        blank=True,
        default="",
        help_text=_("For example: Casablanca, Essaouira, Kénitra."),
    )
    founded_year = models.PositiveSmallIntegerField(
        _("founded in"),
        null=True,
        blank=True,
        validators=[
            MinValueValidator(EARLIEST_FOUNDATION),
            MaxValueValidator(LATEST_FOUNDATION),
        ],
        help_text=_("The year. Leave empty when unknown."),
    )
    founded_note = models.CharField(
        _("about its foundation"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("For example: with the support of Terre des Hommes."),
    )
    legal_status = models.CharField(_("legal status"), max_length=200, blank=True, default="")
    mission = Prose(
        _("mission"),
        max_length=5000,
        blank=True,
        default="",
        help_text=_("A few sentences, then one line per task, each starting with a dash."),
    )
    autolink = models.BooleanField(
        _("link the words of the lexicon"),
        default=True,
        help_text=_("Words that the lexicon explains become links by themselves."),
    )
    website = models.URLField(
        _("web site"),
        max_length=500,
        blank=True,
        default="",
        help_text=_("Leave empty when unknown: no empty label is shown."),
    )
    logo = models.ForeignKey(
        "content.Picture",
        verbose_name=_("logo"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    org_identifier = models.CharField(
        _("IATI identifier"),
        max_length=100,
        blank=True,
        default="",
        validators=[
            RegexValidator(
                r"\A[A-Z0-9]+-[^\s/&|?]+\Z",
                _("An identifier reads like XM-DAC-41122: no spaces, nor any of / & | ?"),
            )
        ],
        help_text=_("For example XM-DAC-41122. Leave empty when unknown: the name is enough."),
    )
    aliases = Prose(
        _("other names"),
        max_length=1000,
        blank=True,
        default="",
        help_text=_("One per line. Not shown; they help to recognise it in imported files."),
    )
    is_self = models.BooleanField(
        _("this is us"), default=False, help_text=_("Ticked for the association alone.")
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="all_parts",
        help_text=_("The organisation it belongs to, if any."),
    )

    class Meta(Publishable.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["name_fr", "name_en", "pk"]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(name_fr__isnull=False, name_fr__gt="")
                | Q(name_en__isnull=False, name_en__gt=""),
                name="trainings_partner_has_a_name",
                violation_error_message=_("Give the name in one language at least."),
            ),
            models.UniqueConstraint(
                fields=["is_self"],
                condition=Q(is_self=True),
                name="trainings_partner_one_self",
                violation_error_message=_("Another partner is already marked as us."),
            ),
            models.UniqueConstraint(
                fields=["org_identifier"],
                condition=~Q(org_identifier=""),
                name="trainings_partner_identifier_once",
                violation_error_message=_("Another partner has this identifier."),
            ),
            models.CheckConstraint(
                condition=identifier_shape(),
                name="trainings_partner_identifier_shape",
                violation_error_message=_(
                    "An identifier reads like XM-DAC-41122: no spaces, nor any of / & | ?"
                ),
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")),
                name="trainings_partner_not_its_own_parent",
                violation_error_message=_("An organisation cannot be part of itself."),
            ),
            models.CheckConstraint(
                condition=Q(founded_year=None)
                | Q(founded_year__gte=EARLIEST_FOUNDATION, founded_year__lte=LATEST_FOUNDATION),
                name="trainings_partner_plausible_year",
                violation_error_message=_("Check the year of foundation."),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name() or f"{self.pk}"

    def short_name(self, language: str | None = None) -> str:
        """The acronym where there is one, else the name: for tables and sentences."""
        return self.acronym or word(self, "name", language).text
