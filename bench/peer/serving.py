"""gunicorn for the peer and the bare view: the same kind of workers as `atoutsud.gunicorn`."""

import gc
import os
from typing import Any

bind = f"127.0.0.1:{os.environ['PORT']}"
workers = int(os.environ["WORKERS"])
worker_class = "gthread"
threads = 4
keepalive = 5
accesslog = None
loglevel = "warning"


def post_worker_init(worker: Any) -> None:
    gc.collect()
    gc.freeze()
