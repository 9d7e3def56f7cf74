"""What editors of the news are asked to do today."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from atoutsud.backoffice import today
from news.models import Article

for line in (
    (20, today.PREPARING, _("articles still in draft"), "drafts", lambda rows: rows.drafts()),
    (15, today.PREPARING, _("articles that wait for their date"), "scheduled", today.scheduled),
    (21, today.READERS, _("published articles without English"), "no-en", today.lacking("en")),
    (22, today.READERS, _("published articles without French"), "no-fr", today.lacking("fr")),
):
    order, group, label, name, narrow = line
    today.listed(order, group, label, Article, name, narrow)
today.register_shortcut(
    today.Shortcut(order=10, label=_("an article"), url=reverse_lazy("admin:news_article_add"))
)
