import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atoutsud.settings")
django.setup(set_prefix=False)

from atoutsud.site.junk import Handler  # noqa: E402  (settings come first)

application = Handler()
