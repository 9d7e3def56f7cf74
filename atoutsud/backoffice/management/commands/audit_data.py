"""`manage.py audit_data`: what in the database breaks a rule that spans several rows."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from atoutsud.backoffice import audit


class Command(BaseCommand):
    help = "Checks every rule that spans several rows, and says which rows break one."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = 0
        for name, found in audit.run():
            self.stdout.write(f"{name}: {len(found) or 'all is well'}")
            for words in found:
                self.stdout.write(f"  {words}")
            faults += len(found)
        if faults:
            raise CommandError(f"{faults} faults: mend these records in the back office.")
