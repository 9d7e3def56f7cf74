"""Write the public lexicon to a file or to the standard output."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from lexicon.exchange import exporting
from lexicon.progress import Progress


class Command(BaseCommand):
    help = "Write the public lexicon: json, csv, xlsx, tbx, tbx2 or skos."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", required=True, choices=sorted(exporting.WRITERS))
        parser.add_argument("-o", "--output", default="-", help="a file; the standard output if -")

    def handle(self, *args: Any, **options: Any) -> None:
        progress = Progress(self.stderr, options["verbosity"])
        with translation.override("fr"):
            pieces = exporting.WRITERS[options["format"]](progress.say(_("entries written")))
            if options["output"] == "-":
                for piece in pieces:
                    self._out(piece)
                return
            path = Path(options["output"])
            draft = path.with_name(path.name + ".part")
            try:
                with draft.open("wb") as file:
                    for piece in pieces:
                        file.write(piece.encode() if isinstance(piece, str) else piece)
            except BaseException:
                draft.unlink(missing_ok=True)
                raise
            draft.replace(path)

    def _out(self, piece: str | bytes) -> None:
        raw = getattr(sys.stdout, "buffer", None)
        data = piece.encode() if isinstance(piece, str) else piece
        if raw is not None and self.stdout._out is sys.stdout:
            raw.write(data)
        else:
            self.stdout.write(data.decode("utf-8", "replace"), ending="")
