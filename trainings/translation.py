from modeltranslation.translator import TranslationOptions, register

from trainings import models


@register(models.Partner)
class PartnerTranslation(TranslationOptions):
    fields = ("name", "name_meaning", "founded_note", "legal_status", "mission")


@register(models.Programme)
class ProgrammeTranslation(TranslationOptions):
    fields = ("name", "description")


@register(models.Engagement)
class EngagementTranslation(TranslationOptions):
    fields = (
        "title",
        "summary",
        "context",
        "objectives",
        "outputs",
        "follow_up",
        "city",
        "venue",
        "participants_note",
        "how_to_take_part",
    )


@register(models.EngagementPartner)
class EngagementPartnerTranslation(TranslationOptions):
    fields = ("note",)


@register(models.ParticipantGroup)
class ParticipantGroupTranslation(TranslationOptions):
    fields = ("label",)


@register(models.FundingCategory)
class FundingCategoryTranslation(TranslationOptions):
    fields = ("name",)


@register(models.CofundingLine)
class CofundingLineTranslation(TranslationOptions):
    fields = ("note", "unit")


@register(models.TopicLine)
class TopicLineTranslation(TranslationOptions):
    fields = ("label",)


@register(models.Agreement)
class AgreementTranslation(TranslationOptions):
    fields = ("title", "purpose", "signatories")


@register(models.Commitment)
class CommitmentTranslation(TranslationOptions):
    fields = ("text", "done_note")


@register(models.EngagementDocument)
class EngagementDocumentTranslation(TranslationOptions):
    fields = ("title",)


@register(models.EngagementPhoto)
class EngagementPhotoTranslation(TranslationOptions):
    fields = ("caption",)
