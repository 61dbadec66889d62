"""Putting a list in: choose the file, confirm what its columns mean, watch, see what became of it."""

from __future__ import annotations

import flet as ft

from desk.i18n import t
from desk.ports.rosters import Unit
from desk.views.components.buttons import Act, primary, quiet, secondary
from desk.views.components.card import section_card, stacked
from desk.views.components.feedback import banner, busy, empty_state, progress
from desk.views.components.fields import text_field
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.text import note, title
from desk.views.rosters.columns_view import columns_card
from desk.views.rosters.done_view import done_view
from desk.views.rosters.letters_view import letters_told
from desk.views.rosters.putting_in import PuttingIn, Step
from desk.views.rosters.unit_form import unit_fields
from desk.views.theme import GAP_8, GAP_12, GAP_16, Tone


@ft.component
def putting_in_screen(model: PuttingIn, end: Act) -> ft.Control:
    """From the file to the list; ``end`` leads back."""
    picker = ft.use_memo(ft.FilePicker, [])

    async def pick() -> None:
        files = await picker.pick_files(
            with_data=True,
            file_type=ft.FilePickerFileType.CUSTOM,
            allowed_extensions=["xlsx", "xlsm", "csv", "txt", "tsv", "xls"],
            dialog_title=t("rosters.step.choose"),
        )
        if files and files[0].bytes:
            await model.take(files[0].bytes, files[0].name)

    use_shortcuts(_keys(model, end, pick))
    match model.step:
        case Step.CHOOSE:
            return _choose(model, end, pick)
        case Step.LOOKING:
            return ft.Container(busy(t("rosters.step.looking")), alignment=ft.Alignment.CENTER, expand=True)
        case Step.CONFIRM:
            return _confirm(model, end, pick)
        case Step.READING:
            return _reading(model)
        case Step.DONE:
            return done_view(model, end)


def _keys(model: PuttingIn, end: Act, pick: Act) -> dict[str, Act]:
    match model.step:
        case Step.CHOOSE:
            return {"F2": pick, "Escape": end}
        case Step.CONFIRM:
            return {"F2": pick, "Escape": end, **({} if model.lack else {"F9": model.start})}
        case Step.READING:
            return {"Escape": model.stop}
        case Step.DONE:
            return {"F9": end, "Escape": end}
        case Step.LOOKING:
            return {}


def _choose(model: PuttingIn, end: Act, pick: Act) -> ft.Control:
    acts = ft.Row(
        [
            secondary(t("action.back"), end, icon=ft.Icons.ARROW_BACK_ROUNDED),
            primary(t("rosters.step.choose"), pick, icon=ft.Icons.UPLOAD_FILE_ROUNDED, key_hint="F2"),
        ],
        spacing=GAP_8,
        tight=True,
    )
    said = [banner(Tone.WARNING, model.trouble)] if model.trouble else []
    empty = empty_state(
        ft.Icons.UPLOAD_FILE_OUTLINED, t("rosters.put_in"), hint=t("rosters.none_hint"), action=acts
    )
    return ft.Column([*said, empty], horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _confirm(model: PuttingIn, end: Act, pick: Act) -> ft.Control:
    def changed(unit: Unit) -> None:
        model.unit = unit

    unit = section_card(
        t("rosters.units"),
        stacked(
            [
                text_field(
                    t("rosters.unit"),
                    model.unit.name,
                    on_change=model.name_unit,
                    on_blur=model.tidy_unit,
                    focus_request=int(not model.unit.name),
                ),
                unit_fields(model.unit, changed),
            ]
        ),
        number=1,
        col={"xs": 12, "md": 4},
    )
    blocks = ft.ResponsiveRow(
        [unit, columns_card(model)], spacing=GAP_12, run_spacing=GAP_12, breakpoints={"xs": 0, "md": 900}
    )
    said = [banner(Tone.WARNING, model.trouble)] if model.trouble else []
    return ft.Column(
        [
            ft.Column(
                [_head(model, pick), *said, *letters_told(model), blocks],
                expand=True,
                scroll=ft.ScrollMode.AUTO,
                spacing=GAP_12,
            ),
            _start_bar(model, end),
        ],
        expand=True,
        spacing=GAP_8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _head(model: PuttingIn, pick: Act) -> ft.Control:
    """Which file it is, and the way to another."""
    named = ft.Column(
        [title(t("rosters.step.confirm")), note(model.file, max_lines=2)], spacing=2, expand=True
    )
    other = quiet(t("rosters.step.other"), pick, icon=ft.Icons.UPLOAD_FILE_ROUNDED, key_hint="F2")
    return ft.Row([named, other], spacing=GAP_12)


def _start_bar(model: PuttingIn, end: Act) -> ft.Control:
    lack = model.lack
    start = primary(
        t("rosters.step.start"), model.start, icon=ft.Icons.CHECK_ROUNDED, key_hint="F9", disabled=bool(lack)
    )
    words = note(lack, Tone.WARNING) if lack else note("")
    return ft.Row(
        [quiet(t("rosters.step.do_not_start"), end), ft.Container(words, expand=True), start], spacing=GAP_12
    )


def _reading(model: PuttingIn) -> ft.Control:
    is_read = model.total is not None and model.done >= model.total
    if is_read:
        work: ft.Control = busy(t("rosters.step.writing"))
    elif model.total is None:
        work = busy(t("rosters.step.reading", done=model.done))
    else:
        words = t("rosters.step.reading_of", done=model.done, total=model.total)
        work = progress(model.done / model.total, words)
    stop = secondary(t("rosters.step.stop"), model.stop, icon=ft.Icons.STOP_ROUNDED, key_hint="Esc")
    block = ft.Container(stacked([title(model.unit.name), work, ft.Row([stop])], gap=GAP_16), width=520)
    return ft.Container(block, alignment=ft.Alignment.CENTER, expand=True)
