"""Bytes to pixels, guarded: nothing is decoded before its header is believed."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from ...errors import Refusal

_FORMATS = ("JPEG", "PNG", "WEBP")
# the limits of the validation workflow (lambdas/contracts/image-policy.ts)
_MAX_SIDE = 16_384
_MAX_PIXELS = 50_000_000
_MAX_PIXELS_PER_BYTE = 4_000
_ORIENTATION = 0x0112


def decode(content: bytes, wanted_side: int) -> Image.Image:
    """The upright picture, mode L or RGB, transparency on white.

    A JPEG whose sides both exceed `wanted_side` may come back at 1/2, 1/4 or 1/8 of its size, but with no side shorter
    than `wanted_side`: that saves most of the decoding time.
    @raises Refusal: empty, no image of an accepted format, too large or broken.
    """
    if not content:
        raise Refusal("EMPTY_FILE", "The image has no bytes.", "Send the image's bytes.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(content), formats=_FORMATS)
            _check_claims(picture.size, len(content))
            picture.draft(None, (wanted_side, wanted_side))
            picture.load()
            return _opaque(_upright(picture))
    except Refusal:
        raise
    except UnidentifiedImageError as error:
        message = "The content is no JPEG, PNG or WebP image."
        raise Refusal("NOT_AN_IMAGE", message, "Send a JPEG, PNG or WebP image.") from error
    except Image.DecompressionBombError as error:
        message = f"The picture has more than {_MAX_PIXELS} pixels."
        raise Refusal("TOO_MANY_PIXELS", message, "Scale the picture down.") from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        message = f"The image can't be decoded: {error}."
        raise Refusal("DECODE_FAILED", message, "Send it again from an intact original.") from error


def _check_claims(size: tuple[int, int], byte_count: int) -> None:
    width, height = size
    if max(size) > _MAX_SIDE:
        message = f"A side has {max(size)} pixels, more than {_MAX_SIDE}."
        raise Refusal("SIDE_TOO_LARGE", message, "Scale the picture down.")
    if width * height > _MAX_PIXELS:
        message = f"The picture has {width * height} pixels, more than {_MAX_PIXELS}."
        raise Refusal("TOO_MANY_PIXELS", message, "Scale the picture down.")
    if width * height > _MAX_PIXELS_PER_BYTE * byte_count:
        message = f"{byte_count} bytes claim to hold {width} x {height} pixels."
        raise Refusal("SUSPICIOUS_PIXEL_CLAIM", message, "Export the picture again.")


def _upright(picture: Image.Image) -> Image.Image:
    # most pictures have no EXIF block: asking for the orientation alone would parse one
    if "exif" not in picture.info and picture.format != "WEBP":
        return picture
    return ImageOps.exif_transpose(picture) if picture.getexif().get(_ORIENTATION, 1) != 1 else picture


def _opaque(picture: Image.Image) -> Image.Image:
    if picture.mode in ("L", "RGB"):
        return picture
    if picture.mode in ("I;16", "I", "I;16B"):
        return picture.point(lambda value: value / 256).convert("L")
    if picture.has_transparency_data:
        ground = Image.new("RGBA", picture.size, "white")
        ground.alpha_composite(picture.convert("RGBA"))
        return ground.convert("RGB")
    return picture.convert("L" if picture.mode in ("1", "LA") else "RGB")
