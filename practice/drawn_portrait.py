"""A drawn face for an invented person: neutral, deterministic, and plain enough that nobody is meant.

Lit from above and softened, so that a face detector trained on photographs finds it.
"""

from __future__ import annotations

import random

from PIL import Image, ImageDraw, ImageFilter

from declaration.person import Sex

Colour = tuple[int, int, int]

WIDTH, HEIGHT = 640, 800
BACKGROUND: Colour = (226, 232, 238)
_SKIN: tuple[Colour, ...] = ((236, 202, 172), (226, 186, 152), (212, 170, 136), (242, 212, 188))
_HAIR: tuple[Colour, ...] = ((28, 24, 24), (42, 34, 30), (60, 52, 50))
_SHIRT: tuple[Colour, ...] = ((52, 84, 128), (240, 240, 244), (96, 112, 96), (128, 64, 72), (70, 70, 80))


def portrait(seed: int, sex: Sex) -> Image.Image:
    """Head and shoulders, WIDTH x HEIGHT, the same for the same seed."""
    chance = random.Random(seed)  # nosec B311  # the same face again
    skin, hair, shirt = (chance.choice(colours) for colours in (_SKIN, _HAIR, _SHIRT))
    picture = Image.new("RGB", (WIDTH, HEIGHT), BACKGROUND)
    pen = ImageDraw.Draw(picture)
    jaw = chance.randint(-8, 8)
    if sex is Sex.FEMALE:
        pen.rounded_rectangle((146, 150, 494, 640), 150, fill=hair)
    _shoulders(pen, skin, shirt)
    _head(pen, skin, hair, jaw)
    picture = picture.filter(ImageFilter.GaussianBlur(3))
    _features(ImageDraw.Draw(picture), skin, hair, chance)
    return picture.filter(ImageFilter.GaussianBlur(1.4))


def shade(colour: Colour, by: int) -> Colour:
    """The colour lighter (positive) or darker by so many steps."""
    red, green, blue = (max(0, min(255, part + by)) for part in colour)
    return red, green, blue


def _shoulders(pen: ImageDraw.ImageDraw, skin: Colour, shirt: Colour) -> None:
    pen.rounded_rectangle((60, 640, 580, 1000), 150, fill=shirt)
    pen.rounded_rectangle((252, 520, 388, 700), 56, fill=shade(skin, -26))
    pen.polygon(
        [(252, 645), (320, 735), (388, 645), (420, 655), (320, 790), (220, 655)], fill=shade(shirt, 18)
    )


def _head(pen: ImageDraw.ImageDraw, skin: Colour, hair: Colour, jaw: int) -> None:
    pen.ellipse((158, 330, 208, 430), fill=shade(skin, -14))  # ears
    pen.ellipse((432, 330, 482, 430), fill=shade(skin, -14))
    pen.ellipse((172, 116, 468, 420), fill=hair)
    pen.ellipse((184 - jaw, 170, 456 + jaw, 596), fill=skin)
    pen.chord((176, 120, 464, 380), 188, 352, fill=hair)
    pen.ellipse((206, 420, 280, 500), fill=shade(skin, 6))  # cheeks catch the light
    pen.ellipse((360, 420, 434, 500), fill=shade(skin, 6))


def _features(pen: ImageDraw.ImageDraw, skin: Colour, hair: Colour, chance: random.Random) -> None:
    apart, brow = chance.randint(62, 70), chance.randint(6, 11)
    for side in (-1, 1):
        x = 320 + side * apart
        pen.ellipse((x - 44, 318, x + 44, 392), fill=shade(skin, -30))  # the eye lies in shadow
        pen.line((x - 42, 318, x, 306, x + 42, 318), fill=hair, width=brow, joint="curve")
        pen.ellipse((x - 30, 340, x + 30, 374), fill=(246, 244, 240))
        pen.ellipse((x - 16, 340, x + 16, 374), fill=(44, 30, 24))
        pen.ellipse((x - 5, 347, x + 3, 355), fill=(240, 240, 240))
        pen.arc((x - 32, 336, x + 32, 380), 190, 350, fill=shade(hair, -10), width=6)
    pen.polygon([(310, 350), (330, 350), (346, 446), (294, 446)], fill=shade(skin, 10))
    for side in (-1, 1):
        pen.ellipse((320 + side * 15 - 9, 440, 320 + side * 15 + 9, 454), fill=shade(skin, -70))
    pen.arc((288, 416, 352, 462), 20, 160, fill=shade(skin, -42), width=5)
    lips = (178, 96, 92)
    pen.polygon([(272, 506), (304, 494), (320, 500), (336, 494), (368, 506), (320, 534)], fill=lips)
    pen.line((272, 507, 320, 512, 368, 507), fill=shade(lips, -60), width=4, joint="curve")
