"""Images are drawn again: what was hidden in them (position, device, another file) does not come along."""

import io
import warnings

from PIL import Image, ImageOps

MILLIONS = {"PNG": 25, "JPEG": 36, "WEBP": 12}  # of pixels: drawing more takes 300 MB of memory, or five seconds
LARGE = 4_000_000  # pixels; from there on speed counts more than weight
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
            if image.width * image.height > MILLIONS[image.format or ""] * 1_000_000:
                raise BadPicture(_too_large(image.format or ""))
            image.load()
            ImageOps.exif_transpose(image, in_place=True)
            return image
    except BadPicture:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadPicture(_too_large("JPEG")) from error
    except Exception as error:  # a decoder fed with a damaged file may raise anything
        raise BadPicture("Cette image est abîmée ou d’un type inconnu. Enregistrez-la en JPG ou en PNG.") from error


def _too_large(form: str) -> str:
    return f"Cette image est trop grande. Réduisez-la à {MILLIONS[form]} millions de pixels au plus."


def _written(image: Image.Image, form: str) -> bytes:
    """The image alone: a large one is never there twice."""
    if "transparency" in image.info:
        image = image.convert("RGBA")
    image.info = {}
    if form == "JPEG" and image.mode not in {"RGB", "L"}:
        image = image.convert("RGB")
    out = io.BytesIO()
    is_large = image.width * image.height > LARGE
    image.save(out, form, quality=85, compress_level=1 if is_large else 6, method=1 if is_large else 4)
    return out.getvalue()
