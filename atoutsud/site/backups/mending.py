"""Give rows their lost files back: from the newest backup that has them, else from the original."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from atoutsud.content import imaging, stored
from atoutsud.content.pictures import Picture
from atoutsud.site.backups import ageing
from atoutsud.site.backups.archive import Archive, Refused


def mend(lost: list[str], say: Callable[[str], object]) -> list[str]:
    """The names that stay lost."""
    left = set(lost)
    for _made, path in ageing.stored() if left else ():
        try:
            with Archive(path) as archive:
                for name in sorted(left & set(archive.media())):
                    if archive.sealed() and archive.is_whole(f"media/{name}"):
                        with archive.open(f"media/{name}") as member:
                            default_storage.save(name, File(member))  # type: ignore[arg-type]
                        say(f"taken back    {name} from {path.name}")
                        left.discard(name)
        except Refused:
            continue
    for key in sorted({name.partition("/")[0] for name in left}):
        for name in _cut_anew(key, left):
            say(f"cut anew      {name}")
            left.discard(name)
    return sorted(left & set(stored.without_file()))


def _cut_anew(key: str, lost: set[str]) -> list[str]:
    """Renditions are made again where the original is still there, under the same names."""
    picture = Picture.objects.filter(key=key).first()
    if picture is None or picture.original in lost:
        return []
    try:
        with default_storage.open(picture.original) as file:
            prepared = imaging.prepare(file, (picture.focal_x, picture.focal_y))
    except (FileNotFoundError, ValidationError):
        return []
    made = []
    for name, data in prepared.files.items():
        if f"{key}/{name}" in lost:
            default_storage.save(f"{key}/{name}", ContentFile(data))
            made.append(f"{key}/{name}")
    return made
