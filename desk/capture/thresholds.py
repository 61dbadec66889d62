"""What counts as a good photograph: every limit in one place, each with its source.

Cards: measured on straightened drawn cards of 856 x 540 pixels. Portraits: the rule asks for 4 x 6 cm
"rõ mặt"; the limits are those that public validators of passport photographs use. Everything here advises,
except where it is said to stop.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OutlineLimits:
    """The shape a card may have in a picture. Areas are shares of the picture."""

    ratio: float = 85.60 / 53.98
    ratio_spread: float = 0.3
    lowest_ratio: float = 1.12
    highest_ratio: float = 2.2
    skew: float = 1.6  # opposite sides, the longer to the shorter
    smallest_area: float = 0.09
    largest_area: float = 0.98
    least_support_by_code: float = 0.35
    sure_by_code: float = 0.93  # below it the edges alone have their say
    least_support_by_edges: float = 0.42
    sure_by_edges: float = 0.7  # below it the slower search for faint lines has its say
    place_support: float = 0.1  # said of an outline taken from the code's place alone


@dataclass(frozen=True)
class CardLimits:
    """A card side, straightened. Lightness and noise in grey steps of 255; glare as a share of the card."""

    blurred_below: float = (
        350.0  # thousandths: edges smeared over 0.2 mm, where print of 1.5 mm begins to suffer
    )
    dark_below: float = 90.0  # median lightness
    over_above: float = 245.0  # white paper of a health insurance card is allowed
    noisy_from: float = 4.0  # noise hides print as darkness does
    burnt_from: int = 250
    glare_warns: float = 0.01
    glare_refuses: float = 0.05
    smallest_width: int = 640  # print of 1.5 mm still has eleven pixels
    widest: int = 1280  # filed no wider: 380 dpi


@dataclass(frozen=True)
class CardCoachLimits:
    """When a card side takes itself: seen for sure, good, and still. Shares are of the card's width."""

    still: float = 0.012  # corners between two looks: a hand's wander passes, laying the card down does not
    still_within_seconds: float = 1.5  # two looks farther apart say nothing of each other
    steady_seconds: float = 0.4
    sure_front: float = 0.7  # a portrait where a front has it, and no machine-readable zone
    sure_back: float = 0.9  # all three lines of the zone: two may be a front's print
    dark_frame: float = 30.0  # median lightness below which no card could be found
    rest_grey: float = 6.0  # mean difference of thumbnails of one view; a card laid down makes 10 and more
    rest_seconds: float = 0.3
    search_again_seconds: float = 3.0  # slow searches of a view that stays; focus may have come meanwhile


@dataclass(frozen=True)
class PortraitLimits:
    """A portrait of 4 x 6 cm. Shares of the finished photo's height unless said otherwise."""

    width: int = 472  # stops: 300 dpi
    height: int = 709  # stops
    head_least: float = 0.69  # chin to crown
    head_most: float = 0.80
    head_wanted: float = 0.745
    crown_at: float = 0.10
    off_centre: float = 0.10  # of the frame's height, from the oval's middle
    roll_degrees: float = 7.0
    face_dark_below: float = 75.0  # mean lightness of the face
    face_bright_above: float = 225.0
    ground_light_above: float = 90.0
    ground_deviation: float = 30.0
    blurred_below: float = 150.0  # thousandths, face scaled to 200 pixels
    glint_share: float = 0.02  # of the band of the eyes
    still: float = 0.03  # of the head's height, between two looks
    steady_seconds: float = 0.4


OUTLINE = OutlineLimits()
CARD = CardLimits()
CARD_COACH = CardCoachLimits()
PORTRAIT = PortraitLimits()
