"""One window of the desk: who is signed in decides what is drawn; lock empties it."""

from __future__ import annotations

import asyncio
import contextvars
import logging
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import flet as ft

from declaration.wire.sign_in import ServiceState
from desk.i18n import t
from desk.views.care.concerning import CARE, concerning
from desk.views.components.browser_camera import BrowserCamera
from desk.views.components.buttons import icon_button
from desk.views.components.feedback import banner
from desk.views.components.later import later
from desk.views.connection import connection
from desk.views.desk.model import DeskModel
from desk.views.desk.view import desk_screen
from desk.views.destinations import DESK, SCREENS, destinations_of
from desk.views.front import Front
from desk.views.hands import tell_of_hands, under_the_mouse
from desk.views.late_answers import let_late_answers_go
from desk.views.place import Place
from desk.views.program import Program, Role, SignedIn, Table
from desk.views.shell import ShellState, shell
from desk.views.theme import GAP_8, Tone, dress
from desk.views.unlock.view import unlock_screen

log = logging.getLogger(__name__)


@ft.observable
@dataclass
class Window:
    """What one window remembers: where ``whose`` person is, how wide it is, which news it has drawn, whether
    something failed."""

    selected: str = ""
    whose: str = ""
    width: float = 1366
    version: int = 0
    has_fault: bool = False

    def fault_seen(self) -> None:
        self.has_fault = False

    def go(self, who: str, key: str) -> None:
        self.selected, self.whose = key, who

    def at(self, who: str) -> str:
        """Where that person left it; whoever comes after another begins at the first place of their own."""
        return self.selected if who == self.whose else ""


def windows(program: Program) -> Callable[[ft.Page], None]:
    """The function Flet calls for every window that opens."""
    front = Front()

    def open_window(page: ft.Page) -> None:
        page.title = t("shell.name")
        dress(page)
        window = Window(width=page.width or 1366)

        def refresh() -> None:
            window.version += 1

        async def resized() -> None:
            window.width = page.width or window.width

        # News come from the engine's or another window's context: enter this window's own. The page itself
        # cannot be asked while its window reloads or is closed; it looks anew when it comes back.
        here = contextvars.copy_context()

        def heard() -> None:
            asyncio.get_running_loop().call_soon(refresh, context=here)

        def come() -> None:
            front.come(page)
            refresh()

        def shown(event: ft.AppLifecycleStateChangeEvent) -> None:
            if event.state in (ft.AppLifecycleState.RESUME, ft.AppLifecycleState.SHOW):
                front.come(page)

        def failed(_: str) -> None:
            _note_error()
            window.has_fault = program.person is not None  # what a lock cut short is nobody's fault

        front.come(page)
        stop = program.listen(heard)
        page.on_resize = resized
        page.on_connect = come
        page.on_app_lifecycle_state_change = shown
        page.on_close = stop
        page.on_error = _note_error
        # A fault in a handler is ours to say: Flet would put its text in place of the whole window.
        page.session.error = failed  # type: ignore[assignment,method-assign]
        tell_of_hands(page, program.active)
        let_late_answers_go(page)
        page.render(lambda: root(program, window, lambda: front.is_here(page)))

    return open_window


_STRETCH = ft.CrossAxisAlignment.STRETCH


def _note_error() -> None:
    """A fault of ours: noted without its text, which may name a person; the screen stays as it was."""
    log.error("a handler failed")


@ft.component
def root(program: Program, window: Window, is_in_front: Callable[[], bool]) -> ft.Control:
    """The unlock screen, or the shell with the chosen screen."""
    person = program.person
    table = program.table
    desk = ft.use_memo(lambda: _desk(program, table) if table else None, [table])

    def hold() -> None:
        if desk is not None:
            program.before_lock(desk.put_down)

    ft.use_effect(hold, [desk])
    if person is None:
        return unlock_screen(program, program.salvaging)
    places = destinations_of(person)
    at = window.at(person.name)
    selected = at if at in {p.key for p in places} else places[0].key

    def go(key: str) -> None:
        window.go(person.name, key)

    async def correct(declaration_id: UUID) -> None:
        if desk is not None and await desk.correct(declaration_id):
            go(DESK)

    async def clear_desk() -> None:
        if desk is not None:
            await desk.next_person()

    place = Place(
        program,
        window.version,
        window.width,
        go,
        lambda found: later(correct, found),
        is_in_front,
        clear_desk,
    )
    content = desk_screen(place, desk) if selected == DESK and desk else SCREENS[selected](place)
    whole = shell(
        _state(program, person, selected, window.width),
        places,
        _under_words(program, window, content),
        on_select=go,
        on_lock=program.lock,
    )
    return under_the_mouse(whole)


def _desk(program: Program, table: Table) -> DeskModel:
    return DeskModel(program, table, BrowserCamera(program.eyes.lab.open, program.cameras.browser_device))


def _under_words(program: Program, window: Window, content: ft.Control) -> ft.Control:
    """The screen as it was; above it that the last act failed, that nothing new may be taken in,
    that the new recovery code is still here."""
    said: list[ft.Control] = []
    if window.has_fault:
        close = icon_button(ft.Icons.CLOSE_ROUNDED, t("action.close"), window.fault_seen)
        said.append(banner(Tone.ERROR, t("desk.fault"), action=close))
    order = program.sync.state.order if program.sync and program.table else ServiceState.NORMAL
    if order is not ServiceState.NORMAL:
        said.append(banner(Tone.WARNING, t(f"shell.order.{order}")))
    recovery = program.recovery if program.person and program.person.by_code else None
    if recovery is not None and not recovery.is_at_agency:
        said.append(banner(Tone.WARNING, t("unlock.recover.banner", serial=recovery.serial)))
    # The screen keeps its place whether anything is said or not: what is half written on it stays.
    return ft.Column(
        [
            ft.Column(said, spacing=GAP_8, horizontal_alignment=_STRETCH, visible=bool(said)),
            ft.Container(content, expand=True),
        ],
        expand=True,
        spacing=GAP_8,
        horizontal_alignment=_STRETCH,
    )


def _state(program: Program, person: SignedIn, selected: str, width: float) -> ShellState:
    sync = program.sync
    concerns = program.concerns if Role.REGISTRAR in person.roles else ()
    return ShellState(
        unit=program.unit_name or t("shell.service"),
        desk=program.station_name or t("shell.name"),
        person=person.display_name,
        selected=selected,
        width=width,
        connection=connection(sync.state, program.books) if sync else None,
        is_practice=bool(program.practice),
        is_locking_soon=program.locking_soon,
        concern=concerning(concerns),
        counts={CARE: len(concerns)},
    )
