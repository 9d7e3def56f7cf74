"""A process that writes all kinds of things and says each once it is stored, until it is killed.

Run by `test_kills`: `python -m tests.durability.writer SEED`.
"""

import os
import random
import sys


def main(seed: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atoutsud.settings")
    import django

    django.setup()
    from django.db import connection, transaction

    from atoutsud.content import mail, revisions
    from atoutsud.content.pictures import Picture
    from news.models import Article
    from tests.content.uploads import a_picture
    from tests.durability.sites import write_article

    def say(*words: object) -> None:
        sys.stdout.write(" ".join(map(str, words)) + "\n")
        sys.stdout.flush()

    connection.ensure_connection()
    say("ready")
    chance = random.Random(seed)
    number = 0
    while True:
        number += 1
        kind = chance.choice(("article", "article", "change", "change", "picture"))
        if kind == "picture" and number % 4 == 0:
            picture: Picture = a_picture(alt_fr=f"Image {seed} {number}")
            say("picture", picture.pk, picture.key)
        elif kind == "change" and (last := Article.objects.order_by("-pk").first()):
            words = {"title.fr": f"Changé {seed} {number}"}
            made = revisions.apply(last, words, seen_version=last.version, author=None)
            say("revision", last.pk, made.number, words["title.fr"])
        else:
            with transaction.atomic():
                article = write_article(number)
                mail.queue(
                    "ada@example.org",
                    "site_contact",
                    {"message": f"{seed} {number}"},
                    "fr",
                    about=f"kill:{article.pk}",
                )
            say("article", article.pk)


if __name__ == "__main__":
    main(sys.argv[1])
