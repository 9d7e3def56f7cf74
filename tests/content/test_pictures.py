import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from atoutsud.content import imaging
from atoutsud.content.pictures import Consent, Picture, picture_html
from tests.content.uploads import a_picture, encoded, photo, png_header, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> Path:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    return tmp_path


def stored(picture: Picture) -> set[str]:
    return set(default_storage.listdir(picture.key)[1])


def opened(picture: Picture, name: str) -> Image.Image:
    with default_storage.open(f"{picture.key}/{name}") as file:
        image = Image.open(io.BytesIO(file.read()))
    image.load()
    return image


def refusal(data: bytes, name: str = "photo.jpg") -> str:
    with pytest.raises(ValidationError) as error:
        imaging.prepare(upload(data, name))
    return str(error.value.code)


def test_a_photo_is_kept_in_three_widths_and_two_formats() -> None:
    picture = Picture.take(photo(2000, 1000), consent="not_needed")
    names = {f"{w}.{e}" for w in (480, 960, 1600) for e in ("avif", "jpg")}
    cards = {f"card-{w}.{e}" for w in (480, 960) for e in ("avif", "jpg")}
    assert stored(picture) == names | cards | {"original.jpg"}
    assert (picture.width, picture.height) == (2000, 1000)
    assert opened(picture, "480.avif").size == (480, 240)
    assert opened(picture, "card-480.jpg").size == (480, 320)
    assert re.fullmatch("[0-9a-f]{32}", picture.key)


def test_a_small_picture_is_never_enlarged_and_has_one_width_at_least() -> None:
    picture = Picture.take(photo(120, 80), consent="not_needed")
    assert "120.jpg" in stored(picture)
    assert imaging.widths_for(1200) == [480, 960, 1200]
    assert imaging.widths_for(480) == [480]


def test_the_original_is_bounded() -> None:
    picture = Picture.take(photo(4000, 1000), consent="not_needed")
    assert (picture.width, picture.height) == (2560, 640)
    assert opened(picture, "original.jpg").size == (2560, 640)


def test_no_metadata_is_left_in_any_file() -> None:
    image = Image.new("RGB", (600, 400), "red")
    exif = image.getexif()
    exif[0x010E] = "secret description"
    exif.get_ifd(0x8825)[1] = "N"
    data = encoded(
        image, exif=exif, comment=b"secret comment", xmp=b"<x:xmpmeta>secret</x:xmpmeta>"
    )
    picture = Picture.take(upload(data), consent="not_needed")
    for name in stored(picture):
        with default_storage.open(f"{picture.key}/{name}") as file:
            content = file.read()
        assert b"secret" not in content
        assert b"Exif" not in content
        kept = opened(picture, name)
        assert not kept.getexif()
        assert not {"comment", "xmp", "icc_profile"} & set(kept.info)


def test_png_text_is_dropped() -> None:
    notes = PngInfo()
    notes.add_text("Author", "secret")
    data = encoded(Image.new("RGBA", (50, 50), (1, 2, 3, 100)), "PNG", pnginfo=notes)
    picture = Picture.take(upload(data, "a.png"), consent="not_needed")
    assert opened(picture, "original.png").info.get("Author") is None


def test_a_photo_taken_sideways_stands_upright() -> None:
    image = Image.new("RGB", (100, 60), "white")
    image.paste("red", (0, 0, 50, 60))
    exif = image.getexif()
    exif[0x0112] = 6
    picture = Picture.take(upload(encoded(image, exif=exif, quality=95)), consent="not_needed")
    assert (picture.width, picture.height) == (60, 100)
    red, green, _blue = opened(picture, "original.jpg").getpixel((30, 10))
    assert red > 200
    assert green < 60


def test_transparency_is_kept_as_webp_and_png() -> None:
    data = encoded(Image.new("RGBA", (64, 64), (0, 0, 0, 0)), "PNG")
    picture = Picture.take(upload(data, "logo.png"), consent="not_needed")
    assert picture.transparent
    assert {"64.webp", "64.png", "original.png"} <= stored(picture)
    opaque = encoded(Image.new("RGBA", (64, 64), (9, 9, 9, 255)), "PNG")
    assert not Picture.take(upload(opaque), consent="not_needed").transparent


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "LA", "I;16", "YCbCr"])
def test_every_honest_mode_becomes_a_plain_picture(mode: str) -> None:
    kind = "JPEG" if mode in ("CMYK", "YCbCr") else "PNG"
    prepared = imaging.prepare(upload(encoded(Image.new(mode, (40, 30)), kind)))
    assert (prepared.width, prepared.height) == (40, 30)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_every_honest_format_is_taken(kind: str) -> None:
    assert imaging.prepare(upload(encoded(Image.new("RGB", (40, 30), "red"), kind))).width == 40


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "I;16"])
def test_a_very_large_picture_is_reduced_whole(mode: str) -> None:
    image = Image.new(mode, (5200, 1001))
    prepared = imaging.prepare(upload(encoded(image, "PNG")))
    assert (prepared.width, prepared.height) == (2560, 493)


def test_what_a_large_picture_shows_stays_where_it_was() -> None:
    image = Image.new("RGB", (6000, 3000), "white")
    image.paste("red", (0, 2700, 600, 3000))
    prepared = imaging.prepare(upload(encoded(image, "PNG")))
    kept = Image.open(io.BytesIO(prepared.files["480.jpg"]))
    assert kept.getpixel((10, 230))[1] < 60
    assert kept.getpixel((10, 200))[1] > 200
    assert kept.getpixel((100, 230))[1] > 200


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_to_hold_a_camera_is_set_upright(orientation: int) -> None:
    image = Image.new("RGB", (60, 40))
    exif = image.getexif()
    exif[0x0112] = orientation
    prepared = imaging.prepare(upload(encoded(image, exif=exif)))
    turned = orientation > 4
    assert (prepared.width, prepared.height) == ((40, 60) if turned else (60, 40))


def test_damaged_camera_notes_do_not_matter() -> None:
    data = encoded(Image.new("RGB", (60, 40)), exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
    assert imaging.prepare(upload(data)).width == 60


def test_an_animation_gives_its_first_frame() -> None:
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("red", "blue")]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    prepared = imaging.prepare(upload(data, "a.gif"))
    red, _green, blue = Image.open(io.BytesIO(prepared.files["original.jpg"])).getpixel((5, 5))
    assert red > 200 > blue


def test_colours_are_brought_to_srgb() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    data = encoded(Image.new("RGB", (40, 30), "red"), icc_profile=profile)
    assert imaging.prepare(upload(data)).width == 40  # unfit profile: kept as it is


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"x" * (imaging.MAX_BYTES + 1), "too_large"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not_a_picture"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "not_a_picture"),
        (b"%PDF-1.7", "not_a_picture"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 100, "not_a_picture"),
        (png_header(9000, 9000), "too_many_pixels"),
        (png_header(13_500, 13_500), "too_many_pixels"),
        (png_header(60_000, 60_000), "too_many_pixels"),
        (png_header(300, 300), "damaged"),
        (encoded(Image.new("RGB", (300, 200), "red"))[:-200], "damaged"),
        (encoded(Image.new("RGB", (4, 200))), "too_small"),
        (encoded(Image.new("RGB", (60, 60)), "TIFF"), "not_a_picture"),
        (encoded(Image.new("RGB", (60, 60)), "BMP"), "not_a_picture"),
    ],
)
def test_hostile_and_unfit_files_are_refused_with_a_reason(data: bytes, code: str) -> None:
    if code in ("damaged", "not_a_picture"):
        assert refusal(data) in ("damaged", "not_a_picture", "too_many_pixels")
    else:
        assert refusal(data) == code


def test_a_refused_file_leaves_nothing_behind(storage: Path) -> None:
    with pytest.raises(ValidationError):
        Picture.take(upload(b"nothing"), consent="not_needed")
    assert not Picture.objects.exists()
    assert not list(storage.iterdir())


def test_another_file_gets_another_address(django_capture_on_commit_callbacks: Any) -> None:
    picture = a_picture()
    former = picture.key
    with django_capture_on_commit_callbacks(execute=True):
        picture.replace(photo(200, 100))
    assert picture.key != former
    assert not default_storage.exists(f"{former}/original.jpg")
    assert Picture.objects.get(pk=picture.pk).width == 200


def test_moving_the_focal_point_cuts_the_card_anew(
    django_capture_on_commit_callbacks: Any,
) -> None:
    image = Image.new("RGB", (900, 200), "white")
    image.paste("red", (600, 0, 900, 200))
    picture = Picture.take(upload(encoded(image)), consent="not_needed", focal_x=0)
    former = picture.key
    with default_storage.open(picture.original) as file:
        original = file.read()
    assert opened(picture, "card-300.jpg").getpixel((150, 100))[1] > 200
    with django_capture_on_commit_callbacks(execute=True):
        picture.focal_x = 100
        picture.save()
    assert picture.key != former
    assert opened(picture, "card-300.jpg").getpixel((150, 100))[1] < 60
    with default_storage.open(picture.original) as file:
        assert file.read() == original
    assert not default_storage.exists(f"{former}/original.jpg")


def test_other_changes_keep_the_address() -> None:
    picture = a_picture()
    former = picture.key
    picture.alt_fr = "Un autre mur"
    picture.save()
    assert picture.key == former


def test_consent_taken_back_kills_the_old_address(django_capture_on_commit_callbacks: Any) -> None:
    picture = a_picture()
    former = picture.key
    with django_capture_on_commit_callbacks(execute=True):
        picture.consent = Consent.MISSING
        picture.save()
    assert not default_storage.exists(f"{former}/120.jpg")
    assert default_storage.exists(f"{picture.key}/120.jpg")
    assert not Picture.public.filter(pk=picture.pk).exists()


def test_deleting_removes_every_file(
    storage: Path, django_capture_on_commit_callbacks: Any
) -> None:
    a_picture()
    with django_capture_on_commit_callbacks(execute=True):
        Picture.objects.all().delete()
    assert not list(storage.iterdir())


def test_a_delete_undone_keeps_the_files() -> None:
    picture = a_picture()
    with transaction.atomic():
        Picture.objects.all().delete()
        transaction.set_rollback(True)
    assert default_storage.exists(f"{picture.key}/original.jpg")


def test_readers_see_a_picture_only_with_consent() -> None:
    shown = a_picture()
    with_minors = a_picture(consent="obtained", consent_note="Accord écrit.", shows_minors=True)
    missing = a_picture(consent="missing")
    assert set(Picture.public.all()) == {shown, with_minors}
    assert [p.is_usable for p in (shown, with_minors, missing)] == [True, True, False]


@pytest.mark.parametrize(
    "fields",
    [
        {"consent": "not_needed", "shows_minors": True},
        {"consent": "obtained"},
        {"consent": "not_needed", "decorative": True, "alt_en": "x"},
        {"consent": "not_needed", "focal_x": 101},
    ],
)
def test_the_rules_hold_in_the_form_and_in_the_database(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Picture(**fields).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Picture(**fields).save()


def test_pictures_without_words_are_found_per_language() -> None:
    picture = a_picture(alt_en="")
    assert list(Picture.objects.all().lacking_words("en")) == [picture]
    assert not Picture.objects.all().lacking_words("fr").exists()


def test_the_markup_names_every_width_and_says_what_it_shows() -> None:
    picture = a_picture(alt_fr="L'eau", alt_en="")
    html = picture_html(picture, "fr")
    assert f"/media/{picture.key}/120.avif 120w" in html
    assert 'alt="L’eau"' in html
    assert 'width="120" height="80"' in html
    assert 'loading="lazy"' in html
    assert "style=" not in html
    assert 'lang="fr"' in picture_html(picture, "en")
    assert "lazy" not in picture_html(picture, "fr", eager=True)


def test_markup_of_a_card_shows_the_cut_and_a_decorative_one_says_nothing() -> None:
    picture = a_picture(alt_fr="", alt_en="", decorative=True)
    html = picture_html(picture, "fr", "card")
    assert "card-120.jpg" in html
    assert 'alt=""' in html


def test_hostile_words_are_escaped_in_the_markup() -> None:
    picture = a_picture(alt_fr='"><script>x</script>')
    assert "<script" not in picture_html(picture, "fr")


def test_a_picture_is_named_by_what_it_shows() -> None:
    assert str(a_picture()) in ("Un mur bleu", "A blue wall")
    assert str(a_picture(alt_fr="", alt_en=""))
