"""From an uploaded file to clean pictures: checked, upright, bounded, without any metadata.

A file is believed only as far as its header has been read with an explicit list of formats; the
pixels are decoded after the size is known to be reasonable, and everything kept is encoded anew.
"""

import io
import warnings
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, UnidentifiedImageError

MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 40_000_000
# Their decoders hold the whole picture, some several times; that of JPEG reads a smaller one.
MAX_PIXELS_OF = {"WEBP": 8_000_000, "GIF": 8_000_000, "PNG": 24_000_000}
MIN_SIDE = 16
MAX_SIDE = 2560
WIDTHS = (480, 960, 1600)
CARD_RATIO = (3, 2)
CARD_WIDTHS = (480, 960)
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")

_SRGB = ImageCms.createProfile("sRGB")
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass
class Prepared:
    """The files to keep, by name, and what to remember of them."""

    width: int
    height: int
    transparent: bool
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def original(self) -> str:
        return next(name for name in self.files if name.startswith("original."))

    @property
    def byte_size(self) -> int:
        return len(self.files[self.original])


def widths_for(width: int) -> list[int]:
    """The widths a picture is kept in: never enlarged, always at least one."""
    return [*(w for w in WIDTHS if w < width), min(width, WIDTHS[-1])]


def card_box(width: int, height: int, focal: tuple[int, int]) -> tuple[int, int, int, int]:
    """The largest cut of the card's shape, as near as possible around the focal point (0-100)."""
    across, down = CARD_RATIO
    cut_width = max(1, min(width, height * across // down))
    cut_height = max(1, min(height, width * down // across))
    left = min(max(width * focal[0] // 100 - cut_width // 2, 0), width - cut_width)
    top = min(max(height * focal[1] // 100 - cut_height // 2, 0), height - cut_height)
    return left, top, left + cut_width, top + cut_height


def card_widths(width: int, height: int) -> list[int]:
    left, _top, right, _bottom = card_box(width, height, (50, 50))
    cut = right - left
    return [*(w for w in CARD_WIDTHS if w < cut), min(cut, CARD_WIDTHS[-1])]


def read_upload(upload: UploadedFile | io.BufferedIOBase | Any, limit: int) -> bytes:
    """The bytes of an upload, refused when there are none or more than `limit`."""
    upload.seek(0)
    data: bytes = upload.read(limit + 1)
    if not data:
        raise ValidationError(_("This file is empty."), code="empty")
    if len(data) > limit:
        raise ValidationError(
            _("This file is too large: at most %(limit)d MB."),
            code="too_large",
            params={"limit": limit // 1024 // 1024},
        )
    return data


def prepare(upload: Any, focal: tuple[int, int] = (50, 50)) -> Prepared:
    """Every file to keep of an uploaded picture; ValidationError says what is wrong with it."""
    # What was read and decoded is let go before the first file is encoded.
    return _encode(_decoded(read_upload(upload, MAX_BYTES)), focal)


def _decoded(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own limits follow
            image = Image.open(io.BytesIO(data), formats=FORMATS)
            _check_size(*image.size, MAX_PIXELS_OF.get(image.format or "", MAX_PIXELS))
            return _clean(image)
    except ValidationError:
        raise
    except Image.DecompressionBombError as error:
        raise ValidationError(
            _("This picture is too large: at most 40 million pixels."), code="too_many_pixels"
        ) from error
    except UnidentifiedImageError as error:
        raise ValidationError(_unreadable(data), code="not_a_picture") from error
    except Exception as error:
        # A damaged file makes the decoders raise nearly anything (OSError, SyntaxError,
        # struct.error, ZeroDivisionError...): whichever it is, the answer is the same.
        raise ValidationError(
            _("This picture is damaged: it cannot be read to the end. Save it again, then retry."),
            code="damaged",
        ) from error


def _check_size(width: int, height: int, limit: int) -> None:
    if width * height > limit:
        raise ValidationError(
            _(
                "This picture is too large (%(width)d × %(height)d): at most %(limit)d million "
                "pixels."
            ),
            code="too_many_pixels",
            params={"width": width, "height": height, "limit": limit // 1_000_000},
        )
    if min(width, height) < MIN_SIDE:
        raise ValidationError(
            _("This picture is too small (%(width)d × %(height)d pixels)."),
            code="too_small",
            params={"width": width, "height": height},
        )


def _unreadable(data: bytes) -> Any:
    head = data[:512].lstrip().lower()
    if b"ftyphei" in head or b"ftypmif1" in head or b"ftyphevc" in head:
        return _("HEIC pictures cannot be used: save it as JPEG first.")
    if head.startswith((b"<svg", b"<?xml")) or b"<svg" in head:
        return _("SVG drawings cannot be used: save it as PNG first.")
    return _("This is not a picture that can be used: choose a JPEG, PNG, WebP or GIF file.")


def _clean(image: Image.Image) -> Image.Image:
    """Bounded, upright, in sRGB, and nothing but pixels."""
    if image.format == "JPEG":
        # Let the decoder itself read a smaller picture: a quarter of the memory and time.
        image.draft(None, (MAX_SIDE, MAX_SIDE))
    turn = _turn(image)
    image.load()
    profile = image.info.get("icc_profile")
    image = _reduced(image)
    image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    image = _in_srgb(image, profile)
    if turn is not None:
        image = image.transpose(turn)
    if image.mode == "RGBA" and image.getextrema()[3] == (255, 255):
        image = image.convert("RGB")
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    return bare


def _turn(image: Image.Image) -> Image.Transpose | None:
    """How to set the picture upright, from what the camera noted."""
    try:
        return _TURNS.get(image.getexif().get(0x0112, 1))
    except Exception:  # notes too damaged to be read say nothing about the pixels
        return None


def _reduced(image: Image.Image) -> Image.Image:
    """In a plain mode, and a whole number of times smaller when it is far too large.

    Done by strips, so that the picture never stands in memory twice.
    """
    times = max(image.size) // MAX_SIDE
    if times < 2 or min(image.size) < times:
        return _plain_mode(image)
    size = (-(-image.width // times), -(-image.height // times))
    small: Image.Image | None = None
    rows = times * 64
    for top in range(0, image.height, rows):
        box = (0, top, image.width, min(top + rows, image.height))
        strip = _plain_mode(image.crop(box))
        mode = strip.mode
        weighted = strip.convert("RGBa") if mode == "RGBA" else strip
        piece = weighted.reduce(times)
        piece = piece.convert("RGBA") if mode == "RGBA" else piece
        if small is None:
            small = Image.new(mode, size)
        small.paste(piece, (0, top // times))
    return small or _plain_mode(image)


def _plain_mode(image: Image.Image) -> Image.Image:
    """One of RGB, RGBA, CMYK or L, which resize and convert without surprise."""
    if image.mode in ("RGB", "RGBA", "CMYK"):
        if image.mode == "RGB" and "transparency" in image.info:
            return image.convert("RGBA")
        return image
    if image.mode == "P" or "transparency" in image.info or image.mode in ("LA", "PA", "La"):
        clear = "transparency" in image.info or image.mode in ("LA", "PA", "La")
        return image.convert("RGBA" if clear else "RGB")
    if image.mode.startswith("I"):
        # 16 bits of grey: keep the upper eight, which a plain conversion would clip.
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in ("L", "1"):
        return image.convert("L")
    return image.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            converted = None  # an unreadable or unfit profile: the plain conversion will do
        if converted is not None:
            return converted
    return image if image.mode == mode else image.convert(mode)


def extensions(transparent: bool) -> tuple[str, str]:
    """The light format, and the one every browser reads."""
    return ("webp", "png") if transparent else ("avif", "jpg")


def _encode(image: Image.Image, focal: tuple[int, int]) -> Prepared:
    transparent = image.mode == "RGBA"
    prepared = Prepared(image.width, image.height, transparent)
    kinds = extensions(transparent)
    prepared.files[f"original.{kinds[1]}"] = encode(image, kinds[1], original=True)
    for width in widths_for(image.width):
        height = max(1, round(image.height * width / image.width))
        _add(prepared, image.resize((width, height), Image.Resampling.LANCZOS), str(width), kinds)
    add_cards(prepared, image, focal)
    return prepared


def add_cards(prepared: Prepared, image: Image.Image, focal: tuple[int, int]) -> None:
    cut = image.crop(card_box(image.width, image.height, focal))
    for width in card_widths(image.width, image.height):
        height = max(1, round(cut.height * width / cut.width))
        card = cut.resize((width, height), Image.Resampling.LANCZOS)
        _add(prepared, card, f"card-{width}", extensions(image.mode == "RGBA"))


def _add(prepared: Prepared, image: Image.Image, stem: str, kinds: tuple[str, str]) -> None:
    for extension in kinds:
        prepared.files[f"{stem}.{extension}"] = encode(image, extension)


def encode(image: Image.Image, extension: str, *, original: bool = False) -> bytes:
    # Phones take the widths up to 960: there a smaller file is worth twice the work.
    speed = 8 if image.width <= WIDTHS[1] else 9
    options: dict[str, dict[str, Any]] = {
        "jpg": {"format": "JPEG", "quality": 85 if original else 78, "progressive": True},
        "avif": {"format": "AVIF", "quality": 58, "speed": speed},
        "webp": {"format": "WEBP", "quality": 80, "method": 4},
        "png": {"format": "PNG", "optimize": not original},
    }
    kept = io.BytesIO()
    image.save(kept, **options[extension])
    return kept.getvalue()
