"""Read a file of entries: a report line by line, then proposals for the reviewers."""

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from lexicon.exchange import formats, importing, releasing
from lexicon.exchange.reading import LARGEST_FILE, Refused
from lexicon.models import ImportBatch, ImportRow
from lexicon.progress import Progress

MOST_SHOWN = 200
State, Verdict = ImportBatch.State, ImportRow.Verdict


class Command(BaseCommand):
    help = "Read a file of entries: a report, then proposals that reviewers decide."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--format", choices=sorted(formats.READERS), default="")
        parser.add_argument("--dry-run", action="store_true", help="say what would be proposed")
        parser.add_argument("--author", default="", help="e-mail of who brings the file")
        parser.add_argument(
            "--publish", action="store_true", help="publish at once what raises no question"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("fr"):
            self._handle(options)

    def _handle(self, options: dict[str, Any]) -> None:
        author = self._author(options["author"])
        progress = Progress(self.stderr, options["verbosity"])
        batch = self._received(options, author)
        importing.dry_run(batch, progress.say(_("lines read")))
        if batch.state == State.REFUSED:
            raise CommandError(batch.error)
        self._report(batch)
        if options["dry_run"]:
            importing.drop(batch)
            self.stdout.write(_("Nothing was written."))
            return
        importing.confirm(batch)
        batch.refresh_from_db()
        made = importing.propose(batch, progress.say(_("proposals made")))
        self.stdout.write(_("%(count)s proposals wait for the reviewers.") % {"count": made})
        if options["publish"] and made:
            releasing.release(batch, author)
            batch.refresh_from_db()
            while not releasing.work(batch, progress.say(_("proposals handled"))):
                batch.refresh_from_db()
            batch.refresh_from_db()
            said = _("%(published)s published, %(left)s left to decide.")
            left = batch.contributions.filter(state="pending").count()
            self.stdout.write(said % {"published": batch.count("published"), "left": left})

    def _author(self, email: str) -> Any:
        users = get_user_model().objects.filter(is_active=True)
        found = users.filter(email=email).first() if email else releasing.someone_to_sign()
        if found is None:
            raise CommandError(
                _("Say who brings this file: --author with the e-mail of an account.")
            )
        return found

    def _received(self, options: dict[str, Any], author: Any) -> ImportBatch:
        path = Path(options["file"])
        try:
            if path.stat().st_size > LARGEST_FILE:
                raise Refused(_("This file is larger than 20 MB: send it in several parts."))
            content = path.read_bytes()
            return importing.receive(path.name, content, author=author, format=options["format"])
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _report(self, batch: ImportBatch) -> None:
        for remark in batch.remarks:
            self.stdout.write(remark)
        worth = batch.rows.filter(verdict__in=(Verdict.DOUBTFUL, Verdict.REFUSED))
        for row in worth[:MOST_SHOWN]:
            said = _("Line %(line)s, %(word)s: %(verdict)s. %(why)s") % {
                "line": row.line,
                "word": row.headword or "–",
                "verdict": row.get_verdict_display(),
                "why": " ".join(row.why),
            }
            self.stdout.write(said)
        counts = [f"{label} {batch.count(value)}" for value, label in Verdict.choices]
        self.stdout.write(", ".join(counts))
