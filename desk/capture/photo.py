"""The pictures that are filed: cut, straightened, encoded once, without metadata, and named by their content.

Portraits follow the rule's 4 x 6 cm: 472 x 709 pixels at 300 dpi, ratio 2:3. Card sides are cut out and laid
straight, and so are pages of paper; one that is not found is filed as seen, and that is said.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence

from declaration.draft import PhotoRole
from declaration.problems import Problem, warning
from desk.capture.card_photo import CardPhoto, CodeSeen, best_of, take_card
from desk.capture.card_photo_side import SIDES_WANTED
from desk.capture.encoding import Encoded, at_most, webp
from desk.capture.faces import FaceFinder
from desk.capture.page_outline import find_page, straight_page
from desk.capture.photo_signature import drawn_signature
from desk.capture.picture_file import open_picture
from desk.capture.portrait import portrait_of
from desk.ports.camera import Frame, Photo, Pixels, Quad
from desk.ports.photographs import Photograph
from desk.ports.strokes import Stroke

_PORTRAIT_TALLEST = 1418  # twice the rule's height: more is weight without detail
_LONGEST_SIDE = 2560


class DeskPhotoLab:
    """Implements PhotoLab; keeps nothing of any picture, used from any thread."""

    def __init__(self) -> None:
        self._faces = FaceFinder()

    def photograph(
        self,
        frames: Frame | Sequence[Frame],
        role: PhotoRole,
        *,
        code: Quad | None = None,
        outline: Quad | None = None,
        near: Quad | None = None,
    ) -> Photograph:
        """The best of the frames as it will be filed, with what a person should know before it is.

        ``code``: corners of the code read in the last frame; ``outline``: the card's corners in the last
        frame as a person dragged them; ``near``: as a coach saw them there. ValueError without frames.
        """
        several = [frames] if isinstance(frames, Frame) else list(frames)
        if not several:
            raise ValueError("no frame to make a photo of")
        if role in SIDES_WANTED:
            return self._card(several, role, code, outline, near)
        newest = several[-1].pixels
        if role is not PhotoRole.PORTRAIT:
            return _page(newest, role, outline)
        cut, problems = portrait_of(newest, self._faces)
        return Photograph(_photo(role, webp(at_most(cut, _PORTRAIT_TALLEST))), problems)

    def open(self, data: bytes) -> Frame | Problem:
        """A picture file's bytes as a frame taken now."""
        pixels = open_picture(data)
        return pixels if isinstance(pixels, Problem) else Frame(pixels, time.monotonic())

    def signature(self, strokes: Sequence[Stroke], box: tuple[float, float]) -> Photo | Problem:
        """Strokes drawn in a box as black on white PNG; signature_empty when they hold no ink."""
        drawn = drawn_signature(strokes, box)
        return drawn if isinstance(drawn, Problem) else _photo(PhotoRole.SIGNATURE, drawn)

    def _card(
        self,
        frames: list[Frame],
        role: PhotoRole,
        code: Quad | None,
        outline: Quad | None,
        near: Quad | None,
    ) -> Photograph:
        found = self._card_photo(frames, None if code is None else CodeSeen(code), outline, near)
        if found is None:
            photo = _photo(role, webp(at_most(frames[-1].pixels, _LONGEST_SIDE)))
            return Photograph(photo, (warning(role, "card_not_found"),))
        return Photograph(
            _photo(role, webp(found.pixels)),
            found.problems(role, SIDES_WANTED[role]),
            found.outline.corners,
            found.seen.side,
            found.seen.sureness,
        )

    def _card_photo(
        self, frames: list[Frame], code: CodeSeen | None, outline: Quad | None, near: Quad | None
    ) -> CardPhoto | None:
        if outline is not None or len(frames) == 1:
            return take_card(frames[-1].pixels, self._faces, code=code, outline=outline, near=near)
        return best_of([frame.pixels for frame in frames], self._faces, code=code, near=near)


def _page(pixels: Pixels, role: PhotoRole, outline: Quad | None) -> Photograph:
    """Laid straight; filed as seen when its corners are not all there, and that is said."""
    corners = outline or find_page(pixels)
    if corners is None:
        whole = _photo(role, webp(at_most(pixels, _LONGEST_SIDE)))
        return Photograph(whole, (warning(role, "page_not_found"),))
    return Photograph(_photo(role, webp(straight_page(pixels, corners, _LONGEST_SIDE))), corners=corners)


def _photo(role: PhotoRole, picture: Encoded) -> Photo:
    digest = hashlib.sha256(picture.data).hexdigest()
    return Photo(role, picture.data, picture.media_type, picture.width, picture.height, digest)
