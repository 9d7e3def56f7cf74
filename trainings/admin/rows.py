"""The rows of a training’s form, but those of who paid for what."""

from django.utils.translation import gettext_lazy as _

from atoutsud.backoffice.bilingual import BilingualStacked, BilingualTabular
from trainings.models import (
    Agreement,
    Commitment,
    EngagementDocument,
    EngagementPartner,
    EngagementPhoto,
    ParticipantGroup,
    SectorLine,
    TopicLine,
)


class RoleInline(BilingualTabular):
    model = EngagementPartner
    fields = ("partner", "role", "note", "position")
    autocomplete_fields = ("partner",)
    verbose_name = _("organisation")
    verbose_name_plural = _("With whom")


class GroupInline(BilingualTabular):
    model = ParticipantGroup
    fields = ("institution", "profile", "label", "sex", "count", "position")
    autocomplete_fields = ("institution",)


class TopicInline(BilingualTabular):
    model = TopicLine
    fields = ("concept", "label", "position")
    autocomplete_fields = ("concept",)


class SectorInline(BilingualTabular):
    model = SectorLine
    fields = ("code", "percent", "position")
    classes = ("collapse",)


class AgreementInline(BilingualStacked):
    model = Agreement
    fields = ("kind", "title", "purpose", "partners", "signatories", "when", "file", "position")
    classes = ("collapse",)
    autocomplete_fields = ("partners", "file")


class CommitmentInline(BilingualStacked):
    model = Commitment
    classes = ("collapse",)
    fields = ("text", "when", "state", "done_note", "position")


class PhotoInline(BilingualTabular):
    model = EngagementPhoto
    fields = ("picture", "caption", "when", "position")
    classes = ("collapse",)
    autocomplete_fields = ("picture",)


class DocumentInline(BilingualTabular):
    model = EngagementDocument
    fields = ("file", "url", "title", "category", "position")
    classes = ("collapse",)
    autocomplete_fields = ("file",)
