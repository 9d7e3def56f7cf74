"""Logs as one JSON object a line, UTC, ASCII only: no logged text can forge or colour a line.

Nothing personal is written: addresses are told by their route, never by what stands in them, and
what looks like an e-mail address, an IP address or a token is taken out of every message.
"""

import datetime
import json
import logging
import re
import secrets
from contextvars import ContextVar
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")
GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)
SCRUBBED = (
    (re.compile(r"[^\s<>\"'(=]+@[^\s<>\"')]+"), "[e-mail]"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"), "[ip]"),
    (re.compile(r"(?<![\w:])(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{1,4}(?![\w:])", re.I), "[ip]"),
    (re.compile(r"(/[^\s?]*)\?\S+"), r"\1"),
    (re.compile(r"(?<![\w/.-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,}(?![\w/.-])"), "[token]"),
    (re.compile(r"(/(?:apercu|preview)/)[^\s/]+"), r"\1[token]"),
)
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”|\([^()]*\)=\([^()]*\)")


def new_request_id(given: str = "") -> str:
    """The one a trusted proxy gave, if it looks like one, else our own."""
    number = given if GIVEN.fullmatch(given) else secrets.token_hex(8)
    request_id.set(number)
    return number


def scrub(text: str) -> str:
    for pattern, instead in SCRUBBED:
        text = pattern.sub(instead, text)
    return text


def route_of(request: Any) -> str:
    """Where a request went, without what it carried: `fr/lexique/<str:where>/`."""
    match = getattr(request, "resolver_match", None)
    return match.route if match else ""


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.datetime.fromtimestamp(record.created, tz=datetime.UTC)
        entry: dict[str, Any] = {
            "at": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._message(record),
        }
        if number := request_id.get():
            entry["request"] = number
        if status := getattr(record, "status_code", None):
            entry["status"] = status
        if (request := getattr(record, "request", None)) is not None:
            entry["route"] = route_of(request)
        entry.update(getattr(record, "told", {}))
        if record.exc_info:
            entry["trace"] = self._trace(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=True, default=str)

    def _message(self, record: logging.LogRecord) -> str:
        """Django's own words about a request end with its path, which may hold anything."""
        if getattr(record, "request", None) is not None:
            said = str(record.args[0]) if isinstance(record.args, tuple) and record.args else ""
            return QUOTED.sub("…", scrub(said or str(record.msg)))
        return scrub(record.getMessage())

    def _trace(self, text: str) -> str:
        """Frames as they are; of what an exception says, nothing that was quoted from outside."""
        lines = []
        for line in text.splitlines():
            inside = line.startswith((" ", "Traceback"))
            if not inside and line.startswith(("DETAIL", "HINT", "CONTEXT", "LINE", "PARAM")):
                continue
            lines.append(line if inside else QUOTED.sub("…", scrub(line))[:300])
        return "\n".join(lines)


def to_stderr() -> dict[str, object]:
    """The logging of every process of ours, gunicorn's own messages included."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "atoutsud.logs.JsonLines"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            # What was refused is told once, by `atoutsud.request`.
            "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
            "django.security": {"handlers": [], "level": "CRITICAL", "propagate": True},
            "django.server": {"handlers": [], "level": "INFO", "propagate": True},
            "psycopg": {"handlers": [], "level": "ERROR", "propagate": True},
            "gunicorn.error": {"handlers": [], "level": "WARNING", "propagate": True},
            "gunicorn.access": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }
