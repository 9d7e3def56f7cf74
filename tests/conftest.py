"""What every test stands on: a fixed environment, no network, quick passwords, one browser."""

import atexit
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import TestCase

from atoutsud.environment import VARIABLES

_SCRATCH = Path(tempfile.mkdtemp(prefix="atoutsud-tests-"))
atexit.register(shutil.rmtree, _SCRATCH, ignore_errors=True)
# Nothing of this machine's own configuration reaches a test: what is empty takes its default.
os.environ.update(dict.fromkeys(VARIABLES, ""))
os.environ.update(
    SECRET_KEY="tests-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF",
    SITE_URL="http://127.0.0.1:8000",
    ALLOWED_HOSTS="127.0.0.1,localhost,testserver",
    DATA_DIR=str(_SCRATCH),
    DATABASE_URL=os.environ.get("TEST_DATABASE_URL", ""),
    STAFF_MFA_REQUIRED="False",
    DJANGO_SETTINGS_MODULE="atoutsud.settings",
    # What a test database holds may be lost with the machine: no commit waits for the disk.
    PGOPTIONS="-c synchronous_commit=off",
    # Playwright's loop runs in this thread; the tests' own database work stays in it too.
    DJANGO_ALLOW_ASYNC_UNSAFE="true",
)

import pytest  # noqa: E402  (the environment comes first)
from hypothesis import HealthCheck  # noqa: E402
from hypothesis import settings as hypothesis_settings  # noqa: E402

hypothesis_settings.register_profile(
    "default",
    deadline=None,
    max_examples=int(os.environ.get("EXAMPLES", "50")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis_settings.load_profile("default")

CHROMIUM = os.environ.get("CHROMIUM_PATH") or "/usr/bin/chromium"
_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


def pytest_addoption(parser: Any) -> None:
    parser.addoption(
        "--with-database",
        action="store_true",
        help="only the tests that use a database: for the second one, where the others passed",
    )


def _uses_a_database(item: Any) -> bool:
    """Those that start programs of ours on one name its variable instead."""
    if item.get_closest_marker("django_db") or {"db", "live_server"} & set(item.fixturenames):
        return True
    case = getattr(item, "cls", None)
    names_it = "DATABASE_URL" in Path(item.fspath).read_text(encoding="utf-8")
    return names_it or (case is not None and issubclass(case, TestCase))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: Any, items: list[Any]) -> None:
    """Every test that commits begins and ends with the rows of the migrations."""
    if config.getoption("with_database"):
        others = [item for item in items if not _uses_a_database(item)]
        items[:] = [item for item in items if _uses_a_database(item)]
        config.hook.pytest_deselected(items=others)
    for item in items:
        marker = item.get_closest_marker("django_db")
        commits = marker and marker.kwargs.get("transaction")
        if commits or {"live_server", "transactional_db"} & set(item.fixturenames):
            kept = pytest.mark.django_db(transaction=True, serialized_rollback=True)
            item.add_marker(kept, append=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: Any, nextitem: Any) -> Any:
    """A transactional test empties the database: give the rows of the migrations back.

    Not after the last test: its teardown has dropped the test database, and another would answer.
    """
    try:
        return (yield)
    finally:
        _give_back_the_rows(item, nextitem)


def _give_back_the_rows(item: Any, nextitem: Any) -> None:
    marker = item.get_closest_marker("django_db")
    if nextitem is not None and marker and marker.kwargs.get("serialized_rollback"):
        from django.apps import apps
        from django.contrib.contenttypes.models import ContentType
        from django.core.management import call_command
        from django.db import connection
        from pytest_django.plugin import blocking_manager_key

        with item.config.stash[blocking_manager_key].unblock():
            rows = getattr(connection, "_test_serialized_contents", "")
            if rows:
                # Emptied already, unless the test failed before. Numbers go on from where they
                # were, since the rows given back bear theirs.
                if ContentType.objects.exists():
                    call_command(
                        "flush",
                        interactive=False,
                        verbosity=0,
                        inhibit_post_migrate=True,
                        reset_sequences=False,
                    )
                connection.creation.deserialize_db_from_string(rows)
                # Giving groups their rights back is told as any change of rights is.
                event = apps.get_model("content.Event")
                event.objects.all()._raw_delete(event.objects.db)
                ContentType.objects.clear_cache()


def pytest_configure(config: Any) -> None:
    from django.conf import settings

    from atoutsud.compiling import compile_messages

    compile_messages()
    # Reading one is what tells pytest-django to set Django up. The threads of a live server must
    # not keep their connections: what empties or drops the test database would wait for them.
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Before the test database is dropped, end what a browser's last request still holds of it."""
    from django.db import connection, connections

    from tests import flushing

    with django_db_blocker.unblock():
        flushing.quicken()
        usual = connections["default"]
        # While a browser is driven this thread has another connection object, which must know
        # them too: without them Django empties the database and makes only kinds and rights anew.
        if hasattr(usual, "_test_serialized_contents"):
            type(usual)._test_serialized_contents = usual._test_serialized_contents
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


def _refuse_outside(sock: socket.socket, address: Any) -> None:
    inside = ("127.0.0.1", "::1", "localhost")
    if sock.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in inside:
        raise OSError(f"Tests do not reach {address[0]}")


def _local_connect(self: socket.socket, address: Any) -> None:
    _refuse_outside(self, address)
    _connect(self, address)


def _local_connect_ex(self: socket.socket, address: Any) -> int:
    _refuse_outside(self, address)
    return _connect_ex(self, address)


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", _local_connect)
    patch.setattr(socket.socket, "connect_ex", _local_connect_ex)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def light(settings: Any, tmp_path: Path) -> None:
    """Quick password hashes, plain static files; media, counters and pages of the test's own."""
    from atoutsud.site import pagestore, publicpage

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "media"), "base_url": "/media/"},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.STATIC_ROOT = str(_SCRATCH)
    # A rolled back test gives back its content versions, and with them the keys of its pages.
    pagestore.store().clear()
    publicpage.SEARCHES.counts.clear()
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": str(tmp_path),
        }
    }


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, kept off every network but this machine's own."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    from django.db import connections
    from playwright.sync_api import sync_playwright

    # From here on this thread has another: the one it leaves must not hold the test database.
    connections["default"].close()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
            ],
        )
        yield chromium
        chromium.close()
