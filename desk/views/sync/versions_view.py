"""Both versions side by side, and what a person may do about them."""

from __future__ import annotations

from functools import partial

import flet as ft

from desk.i18n import has, t
from desk.views import shown
from desk.views.components.buttons import primary, quiet, secondary
from desk.views.components.card import stacked
from desk.views.components.dialog import sheet
from desk.views.components.text import body, note, strong
from desk.views.place import Place
from desk.views.sync.model import SyncModel
from desk.views.sync.versions import Compared, VersionLine
from desk.views.theme import GAP_4, GAP_8, Tone

_WIDTH = 760


def versions_sheet(compared: Compared, model: SyncModel, place: Place) -> ft.AlertDialog:
    """For ``ft.use_dialog``. Whatever is decided closes it; closing changes nothing."""
    acts: list[ft.Control] = [quiet(t("action.close"), model.close_sheets)]
    if compared.is_decided:
        acts.append(primary(t("sync.versions.keep_theirs"), model.give_way))
    else:
        acts.append(secondary(t("sync.again"), model.offer_compared_again))
        if compared.is_purged:
            acts.append(primary(t("sync.versions.keep_receipt"), model.give_way))
        elif compared.may_correct:
            acts.append(primary(t("sync.correct"), partial(_correct, compared, model, place)))
    return sheet(t("sync.versions.title"), _content(compared), actions=acts, width=_WIDTH)


def _correct(compared: Compared, model: SyncModel, place: Place) -> None:
    model.close_sheets()
    place.correct(compared.line.record_id)


def _content(compared: Compared) -> ft.Control:
    parts: list[ft.Control] = [
        strong(compared.line.full_name.upper()),
        note(shown.reason(compared.line.last_reason), Tone.ERROR),
    ]
    if compared.must_wait:
        parts.append(note(t("sync.versions.must_wait"), Tone.ERROR))
    if compared.trouble is not None:
        parts.append(body(t("sync.versions.not_known", reason=shown.reason(compared.trouble))))
        if compared.is_decided or compared.is_purged:
            parts.append(note(_hint(compared)))
        return stacked(parts, gap=GAP_8)
    heads = (
        "",
        t("sync.versions.ours", revision=compared.our_revision),
        t("sync.versions.theirs", revision=compared.their_revision),
    )
    parts.append(_row([strong(head) for head in heads]))
    parts += [_line(line) for line in compared.differing]
    if not compared.differing:
        parts.append(body(t("sync.versions.same" if compared.is_same else "sync.versions.elsewhere")))
    parts.append(note(_hint(compared)))
    return stacked(parts, gap=GAP_8)


def _hint(compared: Compared) -> str:
    if compared.is_decided:
        return t("sync.versions.hint_decided")
    return t("sync.versions.hint_purged" if compared.is_purged else "sync.versions.hint")


def _line(line: VersionLine) -> ft.Row:
    texts = (line.ours, line.theirs)
    return _row([note(shown.field_name(line.name)), *(body(_value(line, each)) for each in texts)])


def _value(line: VersionLine, text: str) -> str:
    """As people write it; a dash for nothing."""
    if text and line.is_photo:
        return t("sync.versions.photo", code=text)
    key = f"sync.versions.{line.name}.{text}"
    return t(key) if text and has(key) else text or "—"


def _row(cells: list[ft.Control]) -> ft.Row:
    for cell in cells:
        cell.expand = True
    return ft.Row(cells, spacing=GAP_8, run_spacing=GAP_4)
