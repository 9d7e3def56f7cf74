from modeltranslation.translator import TranslationOptions, register

from atoutsud.site.navigation import MenuEntry
from atoutsud.site.pages import Page


@register(Page)
class PageTranslation(TranslationOptions):
    fields = ("title", "slug", "lead", "body")


@register(MenuEntry)
class MenuEntryTranslation(TranslationOptions):
    fields = ("label",)
