"""Which first signs the headwords of a language have: one step of an index for each of them."""

from typing import Any

from django.db import connection
from django.utils import timezone

HIGHEST = "\U0010ffff"
# The first headword after a place of the alphabet that readers may see now.
_STEP = """
    SELECT CAST(t.sort_key AS text) FROM lexicon_term t
    JOIN lexicon_concept c ON c.id = t.concept_id
    WHERE t.lang = %s AND t.browse AND t.sort_key > {after}
    AND (c.publish_from IS NULL OR c.publish_from <= %s)
    AND (c.publish_until IS NULL OR c.publish_until > %s)
    AND {plainly}c.state = 'published' ORDER BY t.sort_key LIMIT 1
"""
_WALK = """
    WITH RECURSIVE walk(found) AS (
        SELECT ({first}) UNION ALL SELECT ({then}) FROM walk WHERE walk.found IS NOT NULL
    )
    SELECT substr(found, 1, 1), CAST(NULL AS bigint), '', '', CAST(0 AS bigint), '', ''
    FROM walk WHERE found IS NOT NULL UNION ALL {also}
"""


def first_signs(language: str, also: tuple[str, tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows of `also`, and before them one for each sign: itself, None, and nothing else.

    `also`: the SQL and the parameters of a text, a number, two texts, a number and two texts.
    """
    # SQLite would take the index of the state for a good one.
    plainly = "+" if connection.vendor == "sqlite" else ""
    first = _STEP.format(after="''", plainly=plainly)
    then = _STEP.format(after=f"substr(walk.found, 1, 1) || '{HIGHEST}'", plainly=plainly)
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    sql, params = also
    with connection.cursor() as cursor:
        asked = [*[language, now, now] * 2, *params]
        cursor.execute(_WALK.format(first=first, then=then, also=sql), asked)
        return list(cursor.fetchall())
