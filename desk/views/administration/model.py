"""What an administrator keeps: everybody with a sign-in, the stations, the agencies."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum

import flet as ft

from declaration.privacy import Private
from declaration.wire.people import AgencyNode, FirstPassphrase, StaffMember
from declaration.wire.sign_in import ServiceState
from declaration.wire.supervision import StationOverview
from desk.administering.administering import Administering, Everything
from desk.ports.service import NoAnswer
from desk.views.review.trouble import Trouble


class Part(StrEnum):
    PEOPLE = "people"
    STATIONS = "stations"
    AGENCIES = "agencies"


class Act(StrEnum):
    """What is asked about before it is done; keys of the locales under ``administration.ask``."""

    DISMISS = "dismiss"
    TAKE_BACK = "take_back"
    RESET = "reset"
    DROP = "drop"
    LOCK = "lock"
    LET_IN = "let_in"


@dataclass(frozen=True)
class Asked:
    """``key``: the sign-in name or the station's id; ``shown``: what people call it."""

    act: Act
    key: str
    shown: str


@dataclass(frozen=True)
class Failed:
    """What was asked about and not done, or not known to be, and why."""

    asked: Asked
    trouble: Trouble


@dataclass(frozen=True, repr=False)
class Told(Private):
    """What is shown once: a first passphrase for ``whom``, or an enrolment code; of somebody who had none
    made the sign-in name. ``kind``: a key of the locales under ``administration.told``."""

    kind: str
    whom: str
    text: str


@ft.observable
@dataclass(eq=False, repr=False)
class AdministrationModel(Private):
    """``everything`` is the last that came, also while ``trouble`` says why there is no newer one. ``failed``
    stands until it is asked about again, or something else is done."""

    administering: Administering
    sign_out: Callable[[], Awaitable[None]]
    me: str
    part: Part = Part.PEOPLE
    search: str = ""
    everything: Everything | None = None
    trouble: Trouble | None = None
    is_loading: bool = False
    asked: Asked | None = None
    failed: Failed | None = None
    told: Told | None = None
    _asked: int = field(default=0, init=False)

    async def load(self) -> None:
        """What stands now; what comes back for an older question is dropped."""
        self._asked += 1
        mine, self.is_loading = self._asked, True
        answer = await self.administering.everything()
        if mine != self._asked:
            return
        self.is_loading = False
        if isinstance(answer, Everything):
            self.everything, self.trouble = answer, None
        else:
            self.trouble = answer

    def show(self, part: str) -> None:
        self.part, self.search = Part(part), ""

    def search_for(self, text: str) -> None:
        self.search = text

    def ask(self, asked: Asked) -> None:
        self.asked = asked

    def dismiss(self) -> None:
        self.asked = None

    def forget(self) -> None:
        """What was shown once is gone."""
        self.told = None

    async def do(self) -> None:
        """What was asked about; what stands is read anew."""
        asked, self.asked = self.asked, None
        if asked is None:
            return
        self.failed = None
        trouble = await self._done(asked)
        self.failed = Failed(asked, trouble) if trouble is not None else None
        await self.load()

    async def again(self) -> None:
        """After what failed: without an answer it is asked about once more, after a no all is read anew."""
        failed, self.failed = self.failed, None
        if failed is not None and isinstance(failed.trouble, NoAnswer):
            self.asked = failed.asked
        else:
            await self.load()

    @property
    def people(self) -> tuple[StaffMember, ...]:
        found = self.everything.people if self.everything else ()
        text = self.search.strip().casefold()
        return tuple(each for each in found if text in f"{each.name} {each.display_name}".casefold())

    @property
    def names(self) -> frozenset[str]:
        """Every sign-in name, of the dismissed too."""
        return frozenset(each.name for each in self.everything.people) if self.everything else frozenset()

    @property
    def stations(self) -> tuple[StationOverview, ...]:
        found = self.everything.stations if self.everything else ()
        text = self.search.strip().casefold()
        return tuple(each for each in found if text in f"{each.station_name} {each.unit_name}".casefold())

    @property
    def nodes(self) -> tuple[AgencyNode, ...]:
        found = self.everything.agencies if self.everything else ()
        text = self.search.strip().casefold()
        return tuple(
            each for each in found if text in f"{each.code} {each.name} {each.place or ''}".casefold()
        )

    @property
    def top(self) -> str:
        """The code of the administrator's own agency, which the others stand under."""
        found = self.everything.agencies if self.everything else ()
        return next((each.code for each in found if not each.parent), "")

    @property
    def agencies(self) -> dict[str, str]:
        """Code to name, of the administrator's agencies."""
        return {each.code: each.name for each in self.everything.agencies} if self.everything else {}

    async def _done(self, asked: Asked) -> Trouble | None:
        service, key = self.administering, asked.key
        match asked.act:
            case Act.DISMISS | Act.TAKE_BACK:
                return await service.set_active(key, asked.act is Act.TAKE_BACK)
            case Act.LOCK | Act.LET_IN:
                return await service.lock_station(key, asked.act is Act.LOCK)
            case Act.DROP:
                return await service.drop_second_step(key)
            case Act.RESET:
                made = await service.reset(key)
                if not isinstance(made, FirstPassphrase):
                    return made
                self.told = Told("passphrase", asked.shown, made.passphrase)
                return None


def is_locked(station: StationOverview) -> bool:
    return station.state == ServiceState.LOCKED
