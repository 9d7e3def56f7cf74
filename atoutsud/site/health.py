"""Two addresses for whoever watches the machine: is the process up, is the site able to work."""

import datetime
import shutil

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from atoutsud.content import work
from atoutsud.site.backups import records

LEAST_FREE = 50 * 1024 * 1024
LATEST = datetime.timedelta(minutes=30)
_migrated = {"done": False}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the site can serve and write. Late jobs and backups are told, but stop no reader."""
    parts = {"database": _database(), "disk": _disk()}
    parts["migrations"] = parts["database"] and _migrations()
    late = work.most_overdue() if parts["migrations"] else None
    parts["jobs"] = late is not None and late < LATEST
    ready = parts["database"] and parts["migrations"] and parts["disk"]
    answer: dict[str, bool | int | None] = {"ready": ready, **parts}
    if late is not None:
        answer["oldest_overdue_job_seconds"] = int(late.total_seconds())
        kept = records.age()
        answer["backup"] = kept is not None and kept <= records.STALE
        answer["backup_age_seconds"] = None if kept is None else int(kept.total_seconds())
    return JsonResponse(answer, status=200 if ready else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except DatabaseError:
        return False


def _migrations() -> bool:
    """Asked until the answer is yes: a running process does not lose migrations."""
    if not _migrated["done"]:
        executor = MigrationExecutor(connection)
        _migrated["done"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated["done"]


def _disk() -> bool:
    folder = settings.DATA_DIR
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free > LEAST_FREE
