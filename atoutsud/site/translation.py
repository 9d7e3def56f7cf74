from modeltranslation.translator import TranslationOptions, register

from atoutsud.site.navigation import MenuEntry
from atoutsud.site.newsletter.letters import Letter
from atoutsud.site.pages import Page


@register(Page)
class PageTranslation(TranslationOptions):
    fields = ("title", "slug", "lead", "body")


@register(MenuEntry)
class MenuEntryTranslation(TranslationOptions):
    fields = ("label",)


@register(Letter)
class LetterTranslation(TranslationOptions):
    fields = ("subject", "body")
