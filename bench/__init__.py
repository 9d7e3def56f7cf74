"""Reproducible measures: `make bench` runs all, `python -m bench.search` one.

They stand on a database of their own (`BENCH_DATA_DIR`, by default `var/bench`;
`BENCH_DATABASE_URL` for PostgreSQL), filled with made-up content the first time.
"""

import os
from pathlib import Path


def set_up() -> None:
    """Django on the database of the measures, migrated; nothing of `.env` is touched."""
    import django
    from django.core.management import call_command

    here = Path(__file__).resolve().parent.parent
    own = {
        "SECRET_KEY": "bench-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH",
        "SECRET_KEY_FILE": "",
        "SITE_URL": "http://127.0.0.1:8000",
        "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
        "DEBUG": "False",
        "DATA_DIR": os.environ.get("BENCH_DATA_DIR") or str(here / "var" / "bench"),
        "DATABASE_URL": os.environ.get("BENCH_DATABASE_URL", ""),
        "CACHE_URL": "",
        "DJANGO_SETTINGS_MODULE": "atoutsud.settings",
    }
    os.environ.update(own)
    Path(own["DATA_DIR"]).mkdir(parents=True, exist_ok=True)
    django.setup()
    call_command("migrate", verbosity=0)
