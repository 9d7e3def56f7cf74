from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from atoutsud.content import publication
from trainings.iati import files, reports
from trainings.iati.reasons import obstacles

ACTIVITIES, ORGANISATION = "activities.xml", "organisation.xml"


class Command(BaseCommand):
    help = "Write the two IATI files, and say which trainings are not in them and why."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("-o", "--output", default=".", help="the folder to write to")

    def handle(self, *args: Any, **options: Any) -> None:
        found = obstacles()
        if stops := [reason.message for reason in found if reason.stops]:
            raise CommandError("\n".join(stops))
        for reason in found:
            self.stderr.write(self.style.WARNING(reason.message))
        folder = Path(options["output"])
        try:
            folder.mkdir(parents=True, exist_ok=True)
            export = self._write(folder)
        except OSError as error:
            raise CommandError(f"{folder}: {error.strerror}") from error
        for record, reasons in export.left_out:
            told = " ".join(reason.message for reason in reasons)
            self.stdout.write(_("Left out, “%(title)s”: %(why)s") % {"title": record, "why": told})
        count = len(export.activities)
        words = ngettext("%(n)s training exported.", "%(n)s trainings exported.", count)
        self.stdout.write(self.style.SUCCESS(words % {"n": count}))

    def _write(self, folder: Path) -> files.Export:
        moment = publication.seen().changed
        export = files.export()
        (folder / ACTIVITIES).write_bytes(files.activities_xml(moment, export))
        (folder / ORGANISATION).write_bytes(files.organisation_xml(moment, reports.addresses()))
        return export
