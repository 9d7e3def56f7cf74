"""The environment, read once and strictly: a wrong value stops the start and names its variable.

Variables come from the process, then from `.env` beside manage.py.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1"}
VARIABLES = (
    "SECRET_KEY", "SECRET_KEY_FILE", "DEBUG", "ALLOWED_HOSTS", "SITE_URL", "DATA_DIR",
    "DATABASE_URL", "CACHE_URL", "MEDIA_STORAGE_URL", "MEDIA_ACCEL",
    "EMAIL_URL", "FROM_EMAIL", "CONTACT_EMAIL",
    "TRUSTED_PROXIES", "IATI_ORG_ID", "IATI_OWN_IN_KIND", "STAFF_MFA_REQUIRED",
    "SHARED_MAX_AGE", "IMPACT_MAP", "HOST", "PORT", "WORKERS",
    "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
)  # fmt: skip
LINE = re.compile(r"\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*")


class WrongEnvironment(SystemExit):
    """Stops the start; the message names the variable and says what is expected."""

    def __init__(self, name: str, fault: str) -> None:
        self.name = name
        super().__init__(f"{name}: {fault}")


def read_file(path: Path) -> dict[str, str]:
    """`NAME=value` lines; empty lines and `#` comments are left out, quotes taken off."""
    values: dict[str, str] = {}
    if not path.is_file():
        return values
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = LINE.fullmatch(line)
        if not found:
            raise WrongEnvironment(str(path), f"line {number} is not NAME=value")
        name, value = found.groups()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        values[name] = value
    return values


def split_address(name: str, value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        _ = parts.port  # read here, since a port that is no number only fails when read
    except ValueError as fault:
        raise WrongEnvironment(name, f"is not an address ({fault})") from None
    return parts


@dataclass(frozen=True)
class Environment:
    values: Mapping[str, str]

    @classmethod
    def load(cls, env_file: Path) -> "Environment":
        return cls({**read_file(env_file), **os.environ})

    def text(self, name: str, default: str = "") -> str:
        return self.values.get(name, "").strip() or default

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name, str(default))
        if value not in ("True", "False"):
            raise WrongEnvironment(name, f"must be True or False, not “{value}”")
        return value == "True"

    def email(self, name: str, default: str) -> str:
        """An address, alone or after a name: `Atoutsud <contact@example.org>`."""
        value = self.text(name, default)
        if "@" not in parseaddr(value)[1] or "\n" in value:
            raise WrongEnvironment(name, f"is not an e-mail address: “{value}”")
        return value

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit()) or not least <= int(value) <= most:
            raise WrongEnvironment(name, f"must be a number from {least} to {most}, not “{value}”")
        return int(value)

    def hosts(self, name: str, default: list[str]) -> list[str]:
        hosts = [part.strip() for part in self.text(name).split(",") if part.strip()]
        for host in hosts:
            if not re.fullmatch(r"\*|\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9a-f:]+\]", host):
                raise WrongEnvironment(name, f"“{host}” is not a host name (no scheme, no port)")
        return hosts or default

    def secret(self, name: str) -> str:
        """The secret itself, or the content of the file that `<name>_FILE` names."""
        path = self.text(f"{name}_FILE")
        if not path:
            return self.text(name)
        if self.text(name):
            raise WrongEnvironment(f"{name}_FILE", f"and {name} are both set; keep one")
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as fault:
            raise WrongEnvironment(f"{name}_FILE", f"cannot be read: {fault}") from None

    def site_url(self, name: str, default: str) -> str:
        value = self.text(name, default).rstrip("/")
        parts = split_address(name, value)
        more = parts.path or parts.query or parts.fragment or "@" in parts.netloc
        if parts.scheme not in ("http", "https") or not parts.hostname or more:
            raise WrongEnvironment(name, f"must be like https://example.org, not “{value}”")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise WrongEnvironment(name, "http is for 127.0.0.1 and localhost only; use https")
        return value

    def database(self, name: str, data_dir: Path) -> dict[str, Any]:
        import dj_database_url

        value = self.text(name, f"sqlite:///{data_dir / 'atoutsud.sqlite3'}")
        scheme = split_address(name, value).scheme
        if scheme not in ("sqlite", "postgres", "postgresql"):
            raise WrongEnvironment(name, "must begin with sqlite:/// or postgres://")
        try:
            config: dict[str, Any] = dict(dj_database_url.parse(value))
        except (ValueError, KeyError) as fault:
            raise WrongEnvironment(name, f"is not a database address ({fault})") from None
        if not config.get("NAME"):
            raise WrongEnvironment(name, "names no database after the host, or no file")
        if scheme == "sqlite":
            config["OPTIONS"] = {**SQLITE_OPTIONS, **config.get("OPTIONS", {})}
            # The last connection to close removes what the next needs room for to open again: on
            # a full disk, nobody could read any more.
            config["CONN_MAX_AGE"] = None
        else:
            config["CONN_MAX_AGE"] = 60
            config["CONN_HEALTH_CHECKS"] = True
        return config

    def cache(self, name: str) -> dict[str, Any]:
        value = self.text(name)
        if not value or value == "memory":
            return {
                "BACKEND": "django.core.cache.backends.db.DatabaseCache",
                "LOCATION": "atoutsud_cache",
                "OPTIONS": {"MAX_ENTRIES": 10_000},
            }
        parts = split_address(name, value)
        if parts.scheme not in ("redis", "rediss") or not parts.hostname:
            raise WrongEnvironment(name, "must be “memory” or begin with redis://")
        # A cache that is away must cost a moment, not a minute.
        waits = {"socket_connect_timeout": 0.5, "socket_timeout": 1.0}
        return {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": value,
            "OPTIONS": waits,
        }

    def mail(self, name: str, data_dir: Path) -> dict[str, Any]:
        value = self.text(name)
        if not value or value == "file":
            return {
                "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
                "EMAIL_FILE_PATH": str(data_dir / "mail"),
            }
        parts = split_address(name, value)
        if value == "console":
            return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
        if parts.scheme not in ("smtp", "smtps", "smtp+tls") or not parts.hostname:
            raise WrongEnvironment(
                name, "must be “file”, “console”, smtp://, smtps:// or smtp+tls://"
            )
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": parts.hostname,
            "EMAIL_PORT": parts.port or {"smtps": 465, "smtp+tls": 587}.get(parts.scheme, 25),
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_SSL": parts.scheme == "smtps",
            "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
            "EMAIL_TIMEOUT": 20,
        }

    def media(self, name: str, data_dir: Path) -> dict[str, Any]:
        value = self.text(name)
        if not value or value == "files":
            return {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": str(data_dir / "media"), "base_url": "/media/"},
            }
        parts = split_address(name, value)
        if parts.scheme != "s3" or not parts.hostname:
            raise WrongEnvironment(name, "must be “files” or s3://bucket?endpoint=https://…")
        options: dict[str, Any] = {
            "bucket_name": parts.hostname,
            "default_acl": None,
            "querystring_auth": True,
        }
        query = parse_qs(parts.query)
        if unknown := set(query) - {"endpoint", "region"}:
            raise WrongEnvironment(name, f"has an option it does not know: {min(unknown)}")
        if "endpoint" in query:
            options["endpoint_url"] = query["endpoint"][0]
            if split_address(name, query["endpoint"][0]).scheme not in ("http", "https"):
                raise WrongEnvironment(name, "has an endpoint that is not https://…")
        if "region" in query:
            options["region_name"] = query["region"][0]
        key, secret = self.text("AWS_ACCESS_KEY_ID"), self.text("AWS_SECRET_ACCESS_KEY")
        if bool(key) != bool(secret):
            lacking = "AWS_SECRET_ACCESS_KEY" if key else "AWS_ACCESS_KEY_ID"
            raise WrongEnvironment(lacking, "is missing; one key goes with the other")
        if key:  # else the machine may have a role of its own
            options |= {"access_key": key, "secret_key": secret}
        try:
            import storages.backends.s3  # noqa: F401
        except ImportError:
            raise WrongEnvironment(name, "needs the package extra “s3”") from None
        return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}

    def accel(self, name: str, storage: str) -> str:
        """The path under which the proxy finds stored files; empty where the site sends them."""
        value = self.text(name)
        if not value:
            return value
        if not re.fullmatch(r"/(?:[A-Za-z0-9_-]+/)+", value):
            raise WrongEnvironment(name, f"must be like /kept-media/, not “{value}”")
        if self.text(storage, "files") != "files":
            raise WrongEnvironment(name, f"is for files of this machine; {storage} is elsewhere")
        return value

    def organisation(self, name: str) -> str:
        """The IATI identifier: country, agency, number (FR-SIRET-…); empty keeps exports off."""
        value = self.text(name)
        if value and not re.fullmatch(r"[A-Z]{2}-[A-Z0-9]+-[^/&|?\s]+", value):
            raise WrongEnvironment(name, f"is not an IATI identifier: “{value}”")
        return value


SQLITE_OPTIONS: dict[str, Any] = {
    # Deferred transactions lose writes under load: read-then-write fails at once when another
    # writer came between. Immediate ones wait for their turn.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # A cache above SQLite's own 2 MB, or the file mapped into memory, made no page cheaper at
    # 20,000 entries: the system keeps the file at hand anyway. Each thread would hold its own.
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA busy_timeout=20000;"
        "PRAGMA temp_store=MEMORY;"
    ),
}
