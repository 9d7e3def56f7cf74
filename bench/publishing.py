"""Publish a change of a news article once a second: `python -m bench.publishing SECONDS`."""

import argparse
import time

import bench


def main(seconds: float, every: float) -> None:
    bench.set_up()
    from atoutsud.content import revisions
    from news.models import Article

    pk = Article.public.order_by("pk").values_list("pk", flat=True).first()
    begun = time.monotonic()
    turn = 0
    while time.monotonic() < begun + seconds:
        article = Article.objects.get(pk=pk)
        words = f"Une semaine de travail avec les partenaires ({turn})."
        revisions.apply(article, {"lead.fr": words}, seen_version=article.version, author=None)
        turn += 1
        time.sleep(max(0.0, begun + turn * every - time.monotonic()))


if __name__ == "__main__":
    known = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    known.add_argument("seconds", type=float)
    known.add_argument("--every", type=float, default=1)
    options = known.parse_args()
    main(options.seconds, options.every)
