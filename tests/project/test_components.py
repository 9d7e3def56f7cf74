"""The bill of materials says what is installed, all of it."""

import re
from pathlib import Path

from django.urls import reverse
from django.utils import translation

from atoutsud import components

LOCK = (components.ROOT / "requirements.txt").read_text()


def test_every_locked_package_is_listed_with_its_hashes() -> None:
    listed = components.bill(LOCK)["components"]
    pinned = re.findall(r"^([a-z0-9][a-z0-9._-]*)==", LOCK, re.M)
    assert [part["name"] for part in listed] == [re.sub(r"[._]", "-", name) for name in pinned]
    assert sum(len(part["hashes"]) for part in listed) == LOCK.count("--hash=sha256:")
    assert all(part["hashes"] for part in listed)
    assert {"django", "pillow", "cryptography"} <= {part["name"] for part in listed}


def test_the_same_lock_gives_the_same_bill() -> None:
    assert components.bill(LOCK) == components.bill(LOCK)
    other = LOCK.replace("django==", "django==9", 1)
    assert components.bill(LOCK)["serialNumber"] != components.bill(other)["serialNumber"]


def test_references_are_unique() -> None:
    listed = components.bill(LOCK)["components"]
    assert len({part["bom-ref"] for part in listed}) == len(listed)


def test_files_to_install_name_what_exists() -> None:
    """The units, the proxy and the container speak of the same places and commands."""
    folder = components.ROOT / "deploy"
    texts = {path.name: path.read_text() for path in folder.iterdir()}
    for unit in ("atoutsud.service", "atoutsud-work.service", "atoutsud-backup.service",
                 "atoutsud-links.service"):  # fmt: skip
        assert "WorkingDirectory=/opt/atoutsud\n" in texts[unit]
        assert "User=atoutsud\n" in texts[unit]
        for command in re.findall(r"manage\.py (\w+)", texts[unit]):
            made = list(Path(components.ROOT, "atoutsud").rglob(f"commands/{command}.py"))
            assert made, (unit, command)
    socket = re.search(r"ListenStream=(\S+)", texts["atoutsud.socket"])
    assert socket
    assert f"server unix:{socket[1]} " in texts["nginx.conf"]
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in texts["nginx.conf"]
    told = texts["nginx.conf"]
    for use in ("return 301 https://example.org$request_uri;",
                "proxy_cache_key $host$request_uri;"):  # fmt: skip
        assert use in told
        told = told.replace(use, "")
    assert "$request_uri" not in told
    guide = (components.ROOT / "docs" / "deployment.md").read_text()
    for name in texts:
        assert f"deploy/{name}" in guide, name


def test_the_proxy_logs_no_secret() -> None:
    """Links that end with a token are cut, in both languages, and lesser errors are left out."""
    text = (components.ROOT / "deploy" / "nginx.conf").read_text()
    pattern = re.search(r'"~(\^\(\?P<start>[^"]+)"', text)
    assert pattern
    for language in ("fr", "en"):
        with translation.override(language):
            for name in ("preview", "site-newsletter-confirm", "site-newsletter-leave"):
                address = reverse(name, args=["secret-of-a-link"])
                found = re.match(pattern[1], address)
                assert found and "secret" not in found["start"], address
                assert not re.match(pattern[1], reverse("site-newsletter"))
    logged = re.search(r"log_format atoutsud '(.*?)';", text, re.S)
    assert logged
    for told in ("$request ", "$request_uri", "$args", "$uri", "$remote_addr", "$http_"):
        assert told not in logged[1]
    assert "error_log /var/log/nginx/atoutsud-error.log crit;" in text
