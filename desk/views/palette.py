"""The colours behind the theme's names, light and dark: a deep teal-blue for the next act, quiet greys,
and four meanings. Text on its ground has a contrast of 4.5 or more (WCAG 2.2 AA; proven by a test).
"""

from __future__ import annotations

from typing import Final

import flet as ft

SEED: Final = "#0B5C7A"

LIGHT: Final = ft.ColorScheme(
    primary=SEED,
    on_primary="#FFFFFF",
    primary_container="#D3E8F1",
    on_primary_container="#053A4F",
    secondary="#4A626E",
    on_secondary="#FFFFFF",
    secondary_container="#DCE7EC",
    on_secondary_container="#1C343F",
    tertiary="#3E5F8A",
    on_tertiary="#FFFFFF",
    tertiary_container="#DCE6F5",
    on_tertiary_container="#1A3353",
    error="#B3261E",
    on_error="#FFFFFF",
    error_container="#FBE4E2",
    on_error_container="#7A1710",
    surface="#F5F7F9",
    on_surface="#17212A",
    on_surface_variant="#4A5863",
    surface_container_lowest="#FFFFFF",
    surface_container_low="#FAFBFC",
    surface_container="#EFF3F5",
    surface_container_high="#E8EDF0",
    surface_container_highest="#E0E6EA",
    surface_tint="#FFFFFF",
    outline="#74838D",
    outline_variant="#D5DDE2",
    inverse_surface="#26323B",
    on_inverse_surface="#F1F5F7",
    inverse_primary="#8CCFE9",
    tertiary_fixed_dim="#176B3A",  # success
    tertiary_fixed="#DFF2E5",
    on_tertiary_fixed="#0F4D29",
    secondary_fixed_dim="#8A5200",  # warning
    secondary_fixed="#FDEECF",
    on_secondary_fixed="#613A00",
    primary_fixed_dim="#4B5476",  # offline
    primary_fixed="#E5E8F3",
    on_primary_fixed="#323A5B",
)

DARK: Final = ft.ColorScheme(
    primary="#7CC7E4",
    on_primary="#00344A",
    primary_container="#0F4A62",
    on_primary_container="#CBEAF7",
    secondary="#B3CAD5",
    on_secondary="#1E333D",
    secondary_container="#2B414C",
    on_secondary_container="#D3E6EF",
    tertiary="#A9C7F2",
    on_tertiary="#0F315A",
    tertiary_container="#274771",
    on_tertiary_container="#DCE8FA",
    error="#FFB4AB",
    on_error="#690005",
    error_container="#5C1612",
    on_error_container="#FFDAD6",
    surface="#0F1518",
    on_surface="#E3E9ED",
    on_surface_variant="#B4C0C8",
    surface_container_lowest="#182126",
    surface_container_low="#151D21",
    surface_container="#1D272C",
    surface_container_high="#243037",
    surface_container_highest="#2C3940",
    surface_tint="#182126",
    outline="#84929B",
    outline_variant="#35434B",
    inverse_surface="#E3E9ED",
    on_inverse_surface="#1D272C",
    inverse_primary=SEED,
    tertiary_fixed_dim="#7FD6A0",  # success
    tertiary_fixed="#143D26",
    on_tertiary_fixed="#BDEFCF",
    secondary_fixed_dim="#F3BE6B",  # warning
    secondary_fixed="#46300B",
    on_secondary_fixed="#FDE3B4",
    primary_fixed_dim="#B6C0E6",  # offline
    primary_fixed="#2A3250",
    on_primary_fixed="#DDE2F7",
)
