"""How many queries an answer took, told when it is asked for and else for nothing."""

from collections.abc import Callable
from typing import Any

from django.db import connection


class CountingMiddleware:
    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        if "HTTP_X_COUNT" not in request.META:
            return self.get_response(request)
        asked: list[str] = []

        def count(execute: Any, sql: str, *args: Any) -> Any:
            asked.append(sql)
            return execute(sql, *args)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
            if hasattr(response, "render"):
                response = response.render()
        response["X-Queries"] = str(len(asked))
        return response
