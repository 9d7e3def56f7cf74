from django.core.management.commands import makemessages


class Command(makemessages.Command):
    help = makemessages.Command.help
    # Modules that need both kinds of gettext call the lazy one `_lazy`.
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=_lazy"]
