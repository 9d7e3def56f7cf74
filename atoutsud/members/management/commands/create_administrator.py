import secrets
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

DEFAULT = "admin@atoutsud.localhost"


class Command(BaseCommand):
    help = "Create an administrator with a verified address and a random password, printed once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", default=DEFAULT)
        parser.add_argument("--if-none", action="store_true", help="unless there is one already")

    def handle(self, *args: Any, **options: Any) -> None:
        User = get_user_model()
        email = options.get("email") or DEFAULT
        if options["if_none"] and User.objects.filter(is_superuser=True).exists():
            self.stdout.write("· An administrator exists; its password is not shown again")
            return
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"--email: “{email}” is not an e-mail address.") from None
        password = secrets.token_urlsafe(15)
        with transaction.atomic():
            if User.objects.filter(email__iexact=email).exists():
                raise CommandError(f"There is an account for {email} already.")
            user = User.objects.create_superuser(email, password, language="fr")
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        self.stdout.write("")
        self.stdout.write("  Administrator, shown once:")
        self.stdout.write(f"    e-mail    {email}")
        self.stdout.write(f"    password  {password}")
        self.stdout.write("")
