"""The speed of the table: what one declaration costs a registrar, counted in a real browser.

    python benchmarks/at_the_table.py [seed]    a minute on an idle machine; FULL=1 for more people

``seed``: which of the invented people come.

The station, its server and Chromium run for real, without a network: what the agency's service does with
what came before is not the desk's doing. People and camera are invented, and hold up whatever is wanted at
once, so that every second counted is the desk's own. From the empty form to the slip:
characters typed, touches and keys, and the waiting, which is the time from the card before the camera to its
three photos and from each act to its answer in sight. A person of the list, and one who walks in. Then the
first of them once more: the agency sent it back for its telephone number, and from the list of what came back
to the slip the whole time is counted, with the driver's own pace.

Both ends of a wait are taken in the page, by its clock: when a key or the finger went up, and when the answer
stood there, looked for every ten milliseconds. A driver that asks from outside asks twice a second.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from sqlmodel import col, select  # noqa: E402

from approval.identities import Person  # noqa: E402
from approval.reviewing import Decided  # noqa: E402
from approval.storage.rows import DeclarationRow  # noqa: E402
from declaration.cards.card import CardKind  # noqa: E402
from declaration.lifecycle import Status  # noqa: E402
from declaration.wire.review import Decision, DecisionRequest  # noqa: E402
from declaration.wire.sign_in import PersonRole  # noqa: E402
from desk.ports.camera import Scene  # noqa: E402
from practice.people import PracticePerson, invented_person  # noqa: E402
from practice.unit import AGENCY, PEOPLE_COUNT  # noqa: E402
from practice.virtual_camera import VirtualCamera, drawn  # noqa: E402
from tests.browser.at_work import draw, unlock  # noqa: E402
from tests.browser.driver import Window, chromium  # noqa: E402
from tests.browser.practice_desk import PracticeDesk, practising  # noqa: E402

FULL = bool(os.environ.get("FULL"))
OF_THE_LIST, WALK_INS = (8, 6) if FULL else (3, 1)
RIGHT_PHONE = "0908765432"
REVIEWER = Person("duyet", "Nguyễn Thị Duyệt", AGENCY[0], frozenset({PersonRole.REVIEWER}))
PATIENCE_MS = 120_000
_ACTED = """(() => {
  window.deskActed = 0;
  for (const act of ['keydown', 'pointerup']) {
    addEventListener(act, () => { window.deskActed = performance.now(); }, {capture: true});
  }
})()"""
_LOOK_MS = 10
_IN_THE_FIELD = "label => document.activeElement?.getAttribute('aria-label') === label && performance.now()"
_A_FIELD = "label => document.querySelector(`input[aria-label='${label}']`) && performance.now()"
_IN_SIGHT = """words => {
  const tree = document.querySelector('flt-semantics-host');
  const said = tree.textContent.includes(words) || tree.querySelector(`[aria-label*="${words}"]`);
  return said && performance.now();
}"""
_CHOSEN = """name => {
  const chosen = [...document.querySelectorAll('flt-semantics[aria-checked="true"]')];
  const words = node => `${node.getAttribute('aria-label') ?? ''} ${node.textContent}`;
  return chosen.some(node => words(node).includes(name)) && performance.now();
}"""
_ATTESTED: tuple[tuple[str, Literal["radio", "checkbox"], str], ...] = (
    ("verify", "radio", "Đúng người trên thẻ"),
    ("consent", "checkbox", "Người khai đã nghe và đồng ý"),
)


@dataclass
class Count:
    """One declaration: what was typed and pressed, and how long each wait lasted (seconds)."""

    window: Window
    typed: int = 0
    touches: int = 0
    waits: dict[str, float] = field(default_factory=dict)
    answered: float = 0.0

    def waits_for(self, what: str, words: str, holds: str = _IN_SIGHT) -> None:
        """From the last act, or the answer before when nobody acted since, until this one stands there."""
        page = self.window.page
        now = page.wait_for_function(holds, arg=words, polling=_LOOK_MS).json_value()
        began = max(self.answered, page.evaluate("deskActed"))
        self.waits[what] = self.waits.get(what, 0.0) + (now - began) / 1000
        self.answered = now

    def act(self, what: str, do: Callable[[], None], words: str, holds: str = _IN_SIGHT) -> None:
        """One touch or key; then the wait until its answer is in sight."""
        self.touches += 1
        do()
        self.waits_for(what, words, holds)

    def shown(self) -> dict[str, object]:
        waits = {name: round(seconds, 2) for name, seconds in self.waits.items()}
        return {"typed": self.typed, "touches": self.touches, "own_waiting_s": self.waited, "waits": waits}

    @property
    def waited(self) -> float:
        return round(sum(self.waits.values()), 2)


def say(part: str, **rows: object) -> None:
    print(json.dumps({"part": part, **rows}), flush=True)


def one(window: Window, person: PracticePerson, *, is_listed: bool) -> Count:
    """From the slip before, or the desk just unlocked, to this person's slip."""
    count, page = Count(window), window.page
    count.waits_for("read", "Trước: đã có")
    for tile in ("Sau", "Chân dung"):
        count.waits_for("photos", f"{tile}: đã có")
    if not is_listed:
        _type_what_no_card_says(window, person, count)
    for what, role, name in _ATTESTED:
        choice = page.get_by_role(role, name=name)
        count.act(what, lambda c=choice: window.tap(c), name, _CHOSEN)  # type: ignore[misc]
    count.act("open_pad", lambda: window.key("F4"), "Chữ ký của người khai")
    count.touches += 1
    draw(window)
    count.act("sign", lambda: window.press("Xong"), "Đã đủ, có thể hoàn tất")
    count.act("finish", lambda: window.key("F9"), "Đã hoàn tất")
    return count


def correction(window: Window) -> tuple[Count, float]:
    """What came back is put right in place and sent again; the whole time in seconds."""
    window.go_to("Kết quả")
    window.can_press("Sửa ngay")
    count, clock = Count(window), "performance.now()"
    began = count.answered = window.page.evaluate(clock)
    count.act("open", lambda: window.press("Sửa ngay"), "Điện thoại", _A_FIELD)
    wrong = window.focus("Điện thoại")
    window.key("Control+a")
    window.page.keyboard.type(RIGHT_PHONE, delay=10)
    assert wrong.input_value() == RIGHT_PHONE, "keys were lost"
    count.typed, count.touches = len(RIGHT_PHONE), count.touches + 2  # into the field, all of it
    count.act("open_pad", lambda: window.key("F4"), "Chữ ký của người khai")
    count.touches += 1
    draw(window)
    count.act("sign", lambda: window.press("Xong"), "Đã đủ, có thể hoàn tất")
    count.act("finish", lambda: window.key("F9"), "Đã hoàn tất")
    return count, round((window.page.evaluate(clock) - began) / 1000, 1)


def _send_back(desk: PracticeDesk) -> None:
    """The only declaration there is reaches the agency, which returns it, and the desk hears of it."""
    received, until = None, time.monotonic() + PATIENCE_MS / 1000
    while received is None:
        assert time.monotonic() < until, "not received"
        time.sleep(0.1)
        with desk.service.database.reading() as session:
            waits = select(DeclarationRow).where(col(DeclarationRow.status) == Status.RECEIVED)
            received = session.exec(waits).first()
    request = DecisionRequest(
        version=received.version,
        revision=received.revision,
        decision=Decision.RETURN,
        reasons=("contact_wrong",),
        fields=("phone",),
    )
    assert isinstance(desk.service.reviewing.decide(REVIEWER, received.id, request), Decided)
    while (kept := desk.table.declarations.detail(received.id)) and kept.line.status is not Status.RETURNED:
        assert time.monotonic() < until, "the desk did not hear of it"
        time.sleep(0.1)


def _type_what_no_card_says(window: Window, person: PracticePerson, count: Count) -> None:
    """The cursor stands where the first of it belongs; Enter goes on to the next."""
    typed = (("Mã số BHXH", person.insurance_code), ("Điện thoại", person.phone), ("E-mail", person.email))
    for label, words in typed:
        count.waits_for("cursor", label, _IN_THE_FIELD)
        window.listens()
        window.page.keyboard.type(words, delay=10)
        assert window.page.locator(":focus").input_value() == words, f"{label}: keys were lost"
        count.typed += len(words)
        if label != "E-mail":
            count.touches += 1
            window.key("Enter")


def people(seed: int) -> tuple[list[PracticePerson], list[PracticePerson]]:
    """Those of the list with number and e-mail there, and those nobody has listed, drawn by lot."""
    listed = [invented_person(at) for at in range(1, PEOPLE_COUNT) if at % 7 and at % 5]
    strangers = [invented_person(at) for at in range(PEOPLE_COUNT + 1, 2 * PEOPLE_COUNT)]
    chance = random.Random(seed)
    return (
        chance.sample([person for person in listed if person.card_kind is CardKind.CCCD], OF_THE_LIST),
        chance.sample([person for person in strangers if person.card_kind is CardKind.CCCD], WALK_INS),
    )


def work_through(seed: int) -> tuple[list[Count], list[Count], tuple[Count, float]]:
    listed, strangers = people(seed)
    for person in (*listed, *strangers):
        for scene in (Scene.CODE, Scene.CARD_BACK, Scene.PORTRAIT, Scene.EMPTY_TABLE):
            drawn(person, scene)  # drawing the invented people is not the desk's doing
    counts: list[Count] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        practising(Path(folder), VirtualCamera((*listed, *strangers))) as desk,
        chromium() as browser,
        Window(browser) as window,
    ):
        window.page.set_default_timeout(PATIENCE_MS)
        window.page.add_init_script(_ACTED)
        window.open(desk.launch_url(), until="Mở khóa")
        unlock(window)
        for person in (*listed, *strangers):
            if counts:
                window.key("F9")
            counts.append(one(window, person, is_listed=person in listed))
            say("declaration", listed=person in listed, **counts[-1].shown())
            if len(counts) == 1:  # found the camera still starting: not counted
                _send_back(desk)
                desk.stop_service()
        corrected = correction(window)
        say("correction", seconds=corrected[1], **corrected[0].shown())
        window.is_sound()
    return counts[1 : len(listed)], counts[len(listed) :], corrected


def main() -> None:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    listed, walk_ins, (corrected, correction_s) = work_through(seed)
    figures = {
        "typed": max(count.typed for count in listed),
        "touches": max(count.touches for count in listed),
        "own_waiting_s": round(statistics.median(count.waited for count in listed), 2),
        "walk_in_typed": max(count.typed for count in walk_ins),
        "walk_in_touches": max(count.touches for count in walk_ins),
        "walk_in_own_waiting_s": round(statistics.median(count.waited for count in walk_ins), 2),
        "correction_typed": corrected.typed,
        "correction_touches": corrected.touches,
        "correction_own_waiting_s": corrected.waited,
        "correction_s": correction_s,
    }
    targets = tomllib.loads((ROOT / "benchmarks" / "targets.toml").read_text(encoding="utf-8"))["desk"]
    last = {
        "bench": "desk",
        "seed": seed,
        "load": round(os.getloadavg()[0], 1),
        "cores": os.cpu_count(),
        "figures": figures,
        "targets": targets,
        "not_measured": [],
        "met": {name: figures[name] <= limit for name, limit in targets.items()},
    }
    print(json.dumps(last), flush=True)


if __name__ == "__main__":
    main()
