"""Images are drawn again: what was hidden in them (position, device, another file) does not come along."""

import io
import warnings

from PIL import Image, ImageOps

MOST_PIXELS = 40_000_000
TOO_LARGE = "Cette image est trop grande. Réduisez-la à 40 millions de pixels au plus."
FORMATS = {"image/png": ("png", "PNG"), "image/jpeg": ("jpg", "JPG"), "image/webp": ("webp", "WEBP")}
PORTRAIT = 320  # pixels of a side: sharp at 160 on a dense screen


class BadPicture(ValueError):
    """An image that cannot be read; its text is a French sentence."""


def cleaned(content: bytes, mime: str, longest: int | None = None) -> bytes:
    """The same image without metadata, no side longer than `longest` pixels; raises BadPicture."""
    image = _opened(content)
    if longest:
        image.thumbnail((longest, longest))
    return _written(image, FORMATS[mime][1].replace("JPG", "JPEG"))


def size(content: bytes) -> tuple[int, int]:
    """Width and height in pixels of an image that was cleaned."""
    with Image.open(io.BytesIO(content)) as image:
        return image.size


def portrait(content: bytes) -> bytes:
    """A square WEBP of the middle of an image; raises BadPicture."""
    return _written(ImageOps.fit(_opened(content).convert("RGB"), (PORTRAIT, PORTRAIT)), "WEBP")


def _opened(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "WEBP"))
            if image.width * image.height > MOST_PIXELS:
                raise BadPicture(TOO_LARGE)
            image.load()
            return ImageOps.exif_transpose(image)
    except BadPicture:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadPicture(TOO_LARGE) from error
    except Exception as error:  # a decoder fed with a damaged file may raise anything
        raise BadPicture("Cette image est abîmée ou d’un type inconnu. Enregistrez-la en JPG ou en PNG.") from error


def _written(image: Image.Image, form: str) -> bytes:
    clean = image.convert("RGBA") if "transparency" in image.info else image.copy()
    clean.info = {}
    if form == "JPEG" and clean.mode not in {"RGB", "L"}:
        clean = clean.convert("RGB")
    out = io.BytesIO()
    clean.save(out, form, quality=85)
    return out.getvalue()
