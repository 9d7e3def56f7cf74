"""How gunicorn serves the site; read by `manage.py serve` and by the service unit."""

import gc
import os
from typing import Any

from django.conf import settings
from django.db import connections

from atoutsud.logs import to_stderr

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atoutsud.settings")

bind = f"{settings.HOST}:{settings.PORT}"
workers = settings.WORKERS
worker_class = "gthread"
threads = 4
timeout = 30
graceful_timeout = 8
# A reader who turns the page within a minute opens no new connection: 0.8 s on a slow line.
keepalive = 65
max_requests = 20_000
max_requests_jitter = 2_000
# The client's address is read from the number of proxies that TRUSTED_PROXIES states.
forwarded_allow_ips = "*" if settings.TRUSTED_PROXIES else "127.0.0.1"
limit_request_line = 4094
# Loaded once, before the workers are split off: they share what the start has made.
preload_app = True
accesslog = None
logconfig_dict = to_stderr()


def when_ready(server: Any) -> None:
    """What the start has made stays for good, and stays shared: no collection walks through it.

    Addresses are read now, not at the first request of each worker.
    """
    from django.urls import get_resolver

    get_resolver()._populate()  # type: ignore[attr-defined]
    connections.close_all()  # a line to the database belongs to one process
    gc.collect()
    gc.freeze()


def post_worker_init(worker: Any) -> None:
    gc.collect()
    gc.freeze()
