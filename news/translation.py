from modeltranslation.translator import TranslationOptions, register

from news.models import Article, ArticlePicture


@register(Article)
class ArticleTranslation(TranslationOptions):
    fields = ("title", "lead", "body", "body_plain", "author_line", "place")


@register(ArticlePicture)
class ArticlePictureTranslation(TranslationOptions):
    fields = ("caption",)
