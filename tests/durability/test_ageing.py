"""Which backups are kept and for how long."""

import datetime
import os
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from atoutsud.content.work import jobs
from atoutsud.site.backups import ageing, records

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 6, 15, 4, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


def test_one_a_day_then_one_a_week_then_none() -> None:
    nightly = [NOW - DAY * number for number in range(400)]
    gone = set(ageing.outlived(nightly, NOW))
    kept = [moment for moment in nightly if moment not in gone]
    assert kept[:15] == nightly[:15]
    older = kept[15:]
    assert len({moment.isocalendar()[:2] for moment in older}) == len(older)
    assert 5 <= len(older) <= 8
    assert NOW - kept[-1] <= ageing.LONGEST


def test_two_on_one_day_leave_the_later_once_two_days_are_over() -> None:
    early, late = NOW - datetime.timedelta(hours=3), NOW - datetime.timedelta(hours=1)
    assert ageing.outlived([early, NOW, late], NOW) == []
    assert ageing.outlived([early, NOW, late], NOW + DAY * 3) == [late, early]


def test_the_last_one_stays_however_old() -> None:
    assert ageing.outlived([NOW - DAY * 900], NOW) == []


def test_only_backups_of_ours_are_removed(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    folder = tmp_path / "backups"
    folder.mkdir()
    names = ["atoutsud-20200101T000000Z.zip", "atoutsud-20200601T000000Z.zip"]
    others = ["photos.zip", "atoutsud-20200101T000000Z.zip.txt", "notes.txt"]
    for name in [*names, *others]:
        (folder / name).touch()
    left = folder / ".atoutsud-20200101T000000Z.zip.1.part"
    left.touch()
    os.utime(left, (0, 0))
    assert sorted(path.name for path in ageing.prune()) == sorted([left.name, names[0]])
    assert sorted(path.name for path in folder.iterdir()) == sorted([names[1], *others])


def test_an_old_backup_is_told(settings: Any) -> None:
    assert records.age() is None
    assert records.is_stale()
    record = records.BackupRecord.objects.create(name="a.zip", size=1, rows=1, files=0)
    assert not records.is_stale()
    record.made = timezone.now() - DAY * 3
    record.save()
    assert records.is_stale()


def test_pruning_is_a_job() -> None:
    assert "backup-pruning" in {job.name for job in jobs}
