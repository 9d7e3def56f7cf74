"""Which backups are kept: all of two days, one a day for two weeks, one a week for sixty days.

So what somebody asked to have deleted is gone from the last backup sixty days later at most. Only
files that `backup` named itself, in the site's own folder, are ever removed.
"""

import datetime
import re
from pathlib import Path

from django.utils import timezone

from atoutsud.site.backups import archive, records

# A backup made before a restore or an upgrade never takes the place of a good one of that day.
ALL = datetime.timedelta(days=2)
DAILY = datetime.timedelta(days=14)
LONGEST = datetime.timedelta(days=60)
STAMP = "%Y%m%dT%H%M%SZ"
NAME = re.compile(r"atoutsud-(\d{8}T\d{6}Z)\.zip(\.sealed)?", re.ASCII)
LEFT_BEHIND = datetime.timedelta(days=1)


def name_now() -> str:
    """Of this second, or of the next that no backup bears yet."""
    moment = timezone.now().astimezone(datetime.UTC)
    while (archive.folder() / (name := f"atoutsud-{moment:{STAMP}}.zip")).exists():
        moment += datetime.timedelta(seconds=1)
    return name


def stored() -> list[tuple[datetime.datetime, Path]]:
    """Backups in the site's own folder, newest first."""
    found = []
    folder = archive.folder()
    for path in folder.iterdir() if folder.is_dir() else ():
        match = NAME.fullmatch(path.name)
        if match and path.is_file():
            made = datetime.datetime.strptime(match[1], STAMP).replace(tzinfo=datetime.UTC)
            found.append((made, path))
    return sorted(found, reverse=True)


def outlived(made: list[datetime.datetime], now: datetime.datetime) -> list[datetime.datetime]:
    """Those to remove. The newest always stays, however old it is."""
    spans: set[tuple[int, ...]] = set()
    gone = []
    for index, moment in enumerate(sorted(made, reverse=True)):
        old = now - moment
        week = moment.isocalendar()[:2]
        span = (moment.year, moment.month, moment.day) if old <= DAILY else week
        if index and (old > LONGEST or (old > ALL and span in spans)):
            gone.append(moment)
        spans.add(span)
    return gone


def prune() -> list[Path]:
    """Remove what has outlived its use, and what an interrupted backup left behind."""
    now = timezone.now()
    kept = stored()
    gone = set(outlived([made for made, _path in kept], now))
    removed = [path for made, path in kept if made in gone]
    folder = archive.folder()
    for path in folder.glob(".*.part") if folder.is_dir() else ():
        changed = datetime.datetime.fromtimestamp(path.stat().st_mtime, tz=datetime.UTC)
        if now - changed > LEFT_BEHIND:
            removed.append(path)
    for path in removed:
        path.unlink(missing_ok=True)
    last = records.BackupRecord.objects.order_by("-made").values_list("pk", flat=True)[:1]
    old = records.BackupRecord.objects.filter(made__lt=now - LONGEST)
    old.exclude(pk__in=list(last)).delete()
    return removed
