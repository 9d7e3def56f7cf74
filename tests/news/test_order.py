"""Lists of news read what they show, not all there is to find its order."""

import pytest
from django.db import connection

from atoutsud.content.publication import State
from news.models import Article

pytestmark = pytest.mark.django_db


def plan() -> str:
    rows = Article.public.for_list()[:20]
    sql, parameters = rows.query.sql_with_params()
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A table this small is read whole and sorted, whatever the indexes.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(explain + sql, parameters)
        return "\n".join(" ".join(map(str, row)) for row in cursor.fetchall())


def test_a_list_is_read_in_its_order_by_an_index() -> None:
    Article.objects.create(title_fr="Une réunion", body_fr="<p>Oui.</p>", state=State.PUBLISHED)
    found = plan()
    assert "news_article_listed" in found
    assert "TEMP B-TREE" not in found and "Sort" not in found
