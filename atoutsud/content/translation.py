from modeltranslation.translator import TranslationOptions, register

from atoutsud.content.files import Document
from atoutsud.content.pictures import Picture
from atoutsud.content.tagging import Tag


@register(Tag)
class TagTranslation(TranslationOptions):
    fields = ("label",)


@register(Picture)
class PictureTranslation(TranslationOptions):
    fields = ("alt", "caption")


@register(Document)
class DocumentTranslation(TranslationOptions):
    fields = ("title",)
