from modeltranslation.translator import TranslationOptions, register

from lexicon.models import Concept, Domain


@register(Domain)
class DomainTranslation(TranslationOptions):
    fields = ("name", "description")


@register(Concept)
class ConceptTranslation(TranslationOptions):
    """Terms are rows with a language and are never registered here."""

    fields = ("definition", "note", "disambiguation")
