"""Starting and preparing: messages, static files, the administrator, the port."""

import gettext
import re
import socket
import stat
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command
from django.utils import translation
from django.utils.translation import trans_real

from atoutsud import start
from atoutsud.compiling import compile_messages
from atoutsud.site.management.commands import serve

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "News"
msgstr "Actualités"
"""


def test_messages_compile_without_the_gettext_tools_and_only_when_older(tmp_path: Path) -> None:
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(PO, encoding="utf-8")
    assert compile_messages(tmp_path) == 1
    assert compile_messages(tmp_path) == 0
    with (folder / "django.mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("News") == "Actualités"
    assert [path.name for path in folder.iterdir() if path.suffix == ".mo"] == ["django.mo"]


def test_what_is_compiled_is_spoken_by_the_very_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first start loads the demo content after it, whose history is read in French."""
    from atoutsud.site.management.commands import prepare

    with translation.override("fr"):
        assert translation.gettext("entry created") == "entrée créée"
        known = trans_real.catalog()._catalog
        monkeypatch.setattr(known, "_catalogs", [{}])
        assert translation.gettext("entry created") == "entry created"
    monkeypatch.setattr(prepare, "compile_messages", lambda: 1)
    monkeypatch.setattr(prepare, "call_command", lambda *args, **options: None)
    monkeypatch.setattr(prepare.Command, "_collect_static", lambda self: None)
    prepare.Command().handle()
    with translation.override("fr"):
        assert translation.gettext("entry created") == "entrée créée"


@pytest.mark.django_db
def test_an_administrator_can_enter_with_the_printed_password() -> None:
    out = StringIO()
    call_command("create_administrator", email="ada@example.org", stdout=out)
    found = re.search(r"password\s+(\S+)", out.getvalue())
    assert found
    user = authenticate(None, email="ada@example.org", password=found[1])
    assert user is not None
    assert user.is_superuser
    assert user.is_staff
    address = user.emailaddress_set.get()
    assert address.verified
    assert address.primary


@pytest.mark.django_db
def test_a_second_administrator_is_not_made_unasked() -> None:
    call_command("create_administrator", email="ada@example.org", stdout=StringIO())
    call_command("create_administrator", if_none=True, stdout=StringIO())
    assert get_user_model().objects.filter(is_superuser=True).count() == 1


@pytest.mark.django_db
def test_an_address_in_use_is_refused() -> None:
    call_command("create_administrator", email="ada@example.org", stdout=StringIO())
    with pytest.raises(CommandError, match=r"Ada@example\.org"):
        call_command("create_administrator", email="Ada@example.org", stdout=StringIO())


@pytest.mark.django_db
def test_something_that_is_no_address_is_refused() -> None:
    with pytest.raises(CommandError):
        call_command("create_administrator", email="ada", stdout=StringIO())


def test_a_taken_port_is_said_with_a_way_out() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        assert serve.answers("127.0.0.1", port)
        with pytest.raises(CommandError, match=f"{port}.*make run PORT="):
            serve.refuse_taken_port("127.0.0.1", port)
    serve.refuse_taken_port("127.0.0.1", port)
    assert not serve.answers("127.0.0.1", port)


def test_the_first_start_writes_a_secret_only_its_owner_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "ROOT", tmp_path)
    start.make_env_file()
    path = tmp_path / ".env"
    first = path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert re.search(r"^SECRET_KEY=\S{60,}$", first, re.M)
    start.make_env_file()
    assert path.read_text() == first


def test_an_installed_lock_is_not_installed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[Any] = []
    monkeypatch.setattr(start, "ROOT", tmp_path)
    monkeypatch.setattr(start, "VENV", tmp_path)
    monkeypatch.setattr(start, "run", lambda *command: ran.append(command))
    (tmp_path / "lock.txt").write_text("a==1")
    start.install("lock.txt")
    start.install("lock.txt")
    assert len(ran) == 1
    (tmp_path / "lock.txt").write_text("a==2")
    start.install("lock.txt")
    assert len(ran) == 2
