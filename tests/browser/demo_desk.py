"""A small made-up desk out of the components: what the browser tests look at. Invented people only."""

from __future__ import annotations

from dataclasses import dataclass, replace

import flet as ft

from desk.views.components.buttons import danger, primary, quiet, secondary
from desk.views.components.card import section_card, side_by_side, stacked
from desk.views.components.choices import choice_field, filter_chips, one_of, tick
from desk.views.components.dialog import Question, use_confirm
from desk.views.components.feedback import banner, busy, empty_state, progress
from desk.views.components.fields import SourceMark, text_field
from desk.views.components.paged_list import Position, list_row, paged_list
from desk.views.components.shortcuts import use_shortcuts
from desk.views.components.status import chip, mark
from desk.views.components.text import display, note
from desk.views.shell import Destination, ShellState, shell
from desk.views.theme import GAP_8, GAP_12, Tone, dress

DESTINATIONS = (
    Destination("desk", "nav.desk", ft.Icons.BADGE_OUTLINED),
    Destination("declarations", "nav.declarations", ft.Icons.DESCRIPTION_OUTLINED),
    Destination("rosters", "nav.rosters", ft.Icons.GROUPS_OUTLINED),
    Destination("sync", "nav.sync", ft.Icons.SYNC_ROUNDED),
    Destination("answers", "nav.answers", ft.Icons.MARK_EMAIL_READ_OUTLINED),
    Destination("settings", "nav.settings", ft.Icons.SETTINGS_OUTLINED),
)
PEOPLE = 120
PAGE = 50


@ft.observable
@dataclass
class DemoModel:
    name: str = ""
    phone: str = "0912 345 678"
    email: str = ""
    sex: str = ""
    check: str = ""
    consent: bool = False
    finished: int = 0
    asked: bool = False
    page: int = 0
    selected: str = "desk"
    email_requests: int = 0
    width: float = 1366
    filter: str = "all"

    def finish(self) -> None:
        self.finished += 1

    def ask(self) -> None:
        self.asked = True

    def dismiss(self) -> None:
        self.asked = False

    def discard(self) -> None:
        self.asked, self.name = False, ""

    def tidy_name(self, text: str) -> None:
        self.name = " ".join(text.split()).upper()


@ft.component
def demo_app(model: DemoModel) -> ft.Control:
    question = Question(
        "Xóa bản nháp?", "Những gì đã gõ sẽ mất.", "Xóa bản nháp", "Giữ bản nháp", is_danger=True
    )
    use_confirm(question if model.asked else None, on_confirm=model.discard, on_cancel=model.dismiss)
    use_shortcuts({"F9": model.finish, "A": model.finish})
    state = ShellState(
        unit="Khu công nghiệp Mẫu",
        desk="Quầy 03",
        person="Lê Thị Mẫu",
        selected=model.selected,
        width=model.width,
        connection=(Tone.OFFLINE, "Ngoại tuyến · 12 chờ gửi"),
        is_practice=True,
        counts={"sync": 2},
    )
    content = _desk(model) if model.selected == "desk" else _list(model)
    return shell(state, DESTINATIONS, content, on_select=lambda key: _go(model, key), on_lock=lambda: None)


def _go(model: DemoModel, key: str) -> None:
    model.selected = key


def _desk(model: DemoModel) -> ft.Control:
    return ft.Column(
        [
            ft.ResponsiveRow(
                [_card_block(), _fields(model), _checks(model)],
                spacing=GAP_12,
                run_spacing=GAP_12,
            ),
            _finish_bar(model),
        ],
        scroll=ft.ScrollMode.AUTO,
        expand=True,
        spacing=GAP_12,
    )


def _card_block() -> ft.Control:
    return section_card(
        "Thẻ",
        ft.Column(
            [
                ft.Container(
                    empty_state(ft.Icons.QR_CODE_SCANNER_ROUNDED, "Đưa thẻ vào khung", hint="hoặc bấm F2"),
                    height=220,
                    bgcolor=ft.Colors.SURFACE_CONTAINER,
                    border_radius=8,
                ),
                busy("Đang tìm mã"),
                progress(0.62, "Còn khoảng 6 phút"),
            ],
            spacing=GAP_12,
        ),
        number=1,
        col={"xs": 12, "lg": 3.5},
    )


def _fields(model: DemoModel) -> ft.Control:
    fields: list[ft.Control] = [
        text_field(
            "Họ và tên",
            model.name,
            on_change=lambda text: setattr(model, "name", text),
            on_blur=model.tidy_name,
            source=SourceMark.CARD,
        ),
        side_by_side(
            [
                text_field("Số CCCD", "000000000000", source=SourceMark.CARD, read_only=True),
                text_field("Điện thoại", model.phone, keyboard=ft.KeyboardType.PHONE, allowed="[0-9 ]*"),
            ]
        ),
        text_field(
            "E-mail",
            model.email,
            on_change=lambda text: setattr(model, "email", text),
            error="Thiếu dấu @" if model.email and "@" not in model.email else None,
            source=SourceMark.TYPED,
            focus_request=model.email_requests,
        ),
        ft.Semantics(
            identifier="sex",
            content=choice_field(
                "Giới tính",
                model.sex,
                {"male": "Nam", "female": "Nữ"},
                lambda key: setattr(model, "sex", key),
            ),
        ),
    ]
    return section_card("Thông tin", stacked(fields), number=2, col={"xs": 12, "md": 7, "lg": 5})


def _checks(model: DemoModel) -> ft.Control:
    return section_card(
        "Đối chiếu",
        ft.Column(
            [
                mark(Tone.SUCCESS, "Số hợp cấu trúc"),
                mark(Tone.SUCCESS, "Còn hạn đến 2030"),
                mark(Tone.WARNING, "Mã QR khác mặt sau"),
                one_of(
                    "Kết quả đối chiếu",
                    model.check,
                    {"same": "Đúng người", "other": "Không khớp…"},
                    lambda key: setattr(model, "check", key),
                ),
                tick("Đã đồng ý", model.consent, lambda value: setattr(model, "consent", value)),
                ft.Row([chip(tone, word) for tone, word in _CHIPS], wrap=True, spacing=8, run_spacing=8),
            ],
            spacing=GAP_8,
        ),
        number=3,
        col={"xs": 12, "md": 5, "lg": 3.5},
    )


_CHIPS = (
    (Tone.SUCCESS, "Đã nhận"),
    (Tone.WARNING, "Còn 2 ngày"),
    (Tone.ERROR, "Bị từ chối"),
    (Tone.OFFLINE, "Chờ gửi"),
    (Tone.NEUTRAL, "Bản nháp"),
)


def _finish_bar(model: DemoModel) -> ft.Control:
    def to_email() -> None:
        model.email_requests += 1

    return ft.Column(
        [
            banner(
                Tone.ERROR,
                "Chưa đọc được mã. Nghiêng thẻ để bớt lóa. Không mất gì cả.",
                action=quiet("Thử lại", lambda: None),
            ),
            ft.Row(
                [
                    secondary("Quét", lambda: None, icon=ft.Icons.QR_CODE_SCANNER_ROUNDED, key_hint="F2"),
                    danger("Xóa", model.ask),
                    ft.Container(expand=True),
                    note(f"Đã xong {model.finished}"),
                    quiet("Còn thiếu: e-mail", to_email),
                    primary("Hoàn tất", model.finish, icon=ft.Icons.CHECK_ROUNDED, key_hint="F9"),
                ],
                spacing=GAP_8,
            ),
        ],
        spacing=GAP_12,
    )


def _list(model: DemoModel) -> ft.Control:
    def turn(step: int) -> None:
        model.page += step

    first = model.page * PAGE
    rows = [
        list_row(
            f"Người mẫu số {number}",
            "Hoàn tất · chờ gửi" if number % 3 else "Còn 2 ngày đến hạn",
            tone=Tone.NEUTRAL if number % 3 else Tone.WARNING,
            trailing=chip(Tone.OFFLINE, "Chờ gửi"),
            on_click=lambda: None,
            selected=number == 2,
        )
        for number in range(first + 1, min(PEOPLE, first + PAGE) + 1)
    ]
    chips = filter_chips(
        model.filter,
        {"all": ("Tất cả", PEOPLE), "waiting": ("Chờ gửi", 12), "due": ("Sắp hạn", 3)},
        lambda key: setattr(model, "filter", key),
    )
    turning = paged_list(
        rows, Position(model.page, PEOPLE), on_previous=lambda: turn(-1), on_next=lambda: turn(1)
    )
    return ft.Column([display("12 chờ gửi · 2 cần xử lý"), chips, turning], expand=True, spacing=GAP_8)


@ft.component
def _keyed() -> ft.Control:
    words, say = ft.use_state("chờ phím")
    use_shortcuts({"F8": lambda: say("đã nghe")})
    return ft.Text(words)


@ft.component
def _late_app() -> ft.Control:
    started, start = ft.use_state(False)
    return _keyed() if started else secondary("bắt đầu", lambda: start(True))


def late_main(page: ft.Page) -> None:
    """A window whose first screen has no keys at all."""
    dress(page)
    page.render(_late_app)


def demo_main(page: ft.Page, *, mode: ft.ThemeMode = ft.ThemeMode.LIGHT) -> None:
    """One window of the demo desk."""
    dress(page, mode)
    model = replace(DemoModel(), width=page.width or 1366)

    def resized(event: ft.PageResizeEvent) -> None:
        model.width = event.width

    page.on_resize = resized
    page.render(lambda: demo_app(model))
