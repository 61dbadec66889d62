"""How the desk looks: every size, distance and colour, for light and for dark, in one place.

Colours are named by what they mean. Material has no names for success, warning and offline; its "fixed"
slots, which no control of its own paints with, carry them, so that one name is right in both themes.
Text is drawn with the theme's styles, never with a size of its own: large type is then one switch.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import flet as ft

from desk.i18n import language, t
from desk.views.palette import DARK, LIGHT

FONT: Final = "BeVietnamPro"

TEXT_SMALL: Final = 14
TEXT_BODY: Final = 16
TEXT_TITLE: Final = 20
TEXT_DISPLAY: Final = 28
LARGE_TYPE: Final = 1.2

GAP_4: Final = 4
GAP_8: Final = 8
GAP_12: Final = 12
GAP_16: Final = 16
GAP_24: Final = 24

RADIUS: Final = 12
RADIUS_FIELD: Final = 8
TOUCH: Final = 48
FINGER: Final = 44  # px: what is pressed is no lower, also where rows stand close
MOTION_MS: Final = 150

RAIL_FROM: Final = 840  # window width in logical pixels: rail at the left from here on, a bar below under it

# What the page says it is written in, and the client's own words: to a reader of screens, above all.
_LOCALES: Final = {"vi": ft.Locale("vi", "VN"), "en": ft.Locale("en", "GB")}


class Tone(StrEnum):
    """What a status means; each has its icon and its colours, and is always said in words too."""

    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"
    OFFLINE = "offline"
    NEUTRAL = "neutral"


@dataclass(frozen=True)
class ToneLook:
    """How a tone is drawn: ``strong`` on the page's surface, ``on_soft`` upon ``soft``."""

    icon: ft.IconData
    strong: ft.Colors
    soft: ft.Colors
    on_soft: ft.Colors


TONES: Final = {
    Tone.SUCCESS: ToneLook(
        ft.Icons.CHECK_CIRCLE_ROUNDED,
        ft.Colors.TERTIARY_FIXED_DIM,
        ft.Colors.TERTIARY_FIXED,
        ft.Colors.ON_TERTIARY_FIXED,
    ),
    Tone.WARNING: ToneLook(
        ft.Icons.WARNING_AMBER_ROUNDED,
        ft.Colors.SECONDARY_FIXED_DIM,
        ft.Colors.SECONDARY_FIXED,
        ft.Colors.ON_SECONDARY_FIXED,
    ),
    Tone.ERROR: ToneLook(
        ft.Icons.ERROR_ROUNDED,
        ft.Colors.ERROR,
        ft.Colors.ERROR_CONTAINER,
        ft.Colors.ON_ERROR_CONTAINER,
    ),
    Tone.OFFLINE: ToneLook(
        ft.Icons.CLOUD_OFF_ROUNDED,
        ft.Colors.PRIMARY_FIXED_DIM,
        ft.Colors.PRIMARY_FIXED,
        ft.Colors.ON_PRIMARY_FIXED,
    ),
    Tone.NEUTRAL: ToneLook(
        ft.Icons.INFO_OUTLINE_ROUNDED,
        ft.Colors.ON_SURFACE_VARIANT,
        ft.Colors.SURFACE_CONTAINER_HIGH,
        ft.Colors.ON_SURFACE,
    ),
}


def light_theme(*, large_type: bool = False) -> ft.Theme:
    """The theme for daylight."""
    return _theme(LIGHT, large_type)


def dark_theme(*, large_type: bool = False) -> ft.Theme:
    """The theme for a dim hall, from the same tokens."""
    return _theme(DARK, large_type)


def dress(page: ft.Page, mode: ft.ThemeMode = ft.ThemeMode.LIGHT, *, large_type: bool = False) -> None:
    """Give a page its title, both themes, its language and no margins; the caller updates it."""
    page.theme = light_theme(large_type=large_type)
    page.dark_theme = dark_theme(large_type=large_type)
    page.theme_mode = mode
    page.title = t("shell.name")
    page.padding = 0
    page.spacing = 0
    spoken = _LOCALES[language()]
    page.locale_configuration = ft.LocaleConfiguration([spoken], spoken)


def _theme(colors: ft.ColorScheme, large_type: bool) -> ft.Theme:
    still = ft.PageTransitionTheme.NONE
    return ft.Theme(
        color_scheme=colors,
        font_family=FONT,
        scaffold_bgcolor=colors.surface,
        text_theme=_text_theme(LARGE_TYPE if large_type else 1.0, colors.on_surface),
        visual_density=ft.VisualDensity.STANDARD,
        divider_color=colors.outline_variant,
        page_transitions=ft.PageTransitionsTheme(still, still, still, still, still),
        dialog_theme=ft.DialogTheme(
            bgcolor=colors.surface_container_lowest, shape=ft.RoundedRectangleBorder(radius=RADIUS)
        ),
    )


def _text_theme(scale: float, color: ft.ColorValue | None) -> ft.TextTheme:
    def style(size: float, weight: ft.FontWeight, height: float = 1.35) -> ft.TextStyle:
        # Material's letter spacing is made for Roboto; Be Vietnam Pro is wide enough without.
        return ft.TextStyle(
            size=size * scale, weight=weight, height=height, letter_spacing=0, font_family=FONT, color=color
        )

    small = style(TEXT_SMALL, ft.FontWeight.W_400)
    label = style(TEXT_SMALL, ft.FontWeight.W_500, 1.2)
    return ft.TextTheme(
        headline_medium=style(TEXT_DISPLAY, ft.FontWeight.W_700, 1.2),
        headline_small=style(TEXT_TITLE, ft.FontWeight.W_600),
        title_large=style(TEXT_TITLE, ft.FontWeight.W_600),
        title_medium=style(TEXT_BODY, ft.FontWeight.W_600),
        title_small=style(TEXT_SMALL, ft.FontWeight.W_600),
        body_large=style(TEXT_BODY, ft.FontWeight.W_400),
        body_medium=small,
        body_small=small,
        label_large=style(TEXT_BODY, ft.FontWeight.W_600, 1.2),
        label_medium=label,
        label_small=label,
    )
