"""What search engines read of a page, as `Page` and its kinds tell it."""

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()


@register.filter
def linked_data(page: Any, address: str) -> str:
    told = {
        "@context": "https://schema.org",
        "@type": page.schema_type,
        "name": page.title,
        "url": address,
        "inLanguage": "fr",
        **page.schema(),
    }
    written = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(written),  # noqa: S308 (no tag can begin in it)
    )
