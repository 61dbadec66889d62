"""The desk's eyes: one reader and one lab for all, and watchers made anew for every desk."""

from __future__ import annotations

from desk.capture.burst import LiveReader
from desk.capture.card_coach import DeskCardCoach
from desk.capture.photo import DeskPhotoLab
from desk.capture.portrait import DeskPortraitCoach
from desk.capture.print_reader import CardPrintReader
from desk.capture.reader import CodeReader
from desk.ports.photographs import CardCoach, PortraitCoach


class DeskEyes:
    """Implements Eyes."""

    def __init__(self) -> None:
        self.reader, self.lab, self.prints = CodeReader(), DeskPhotoLab(), CardPrintReader()

    def live_reader(self) -> LiveReader:
        return LiveReader(self.reader)

    def card_coach(self) -> CardCoach:
        return DeskCardCoach()

    def portrait_coach(self) -> PortraitCoach:
        return DeskPortraitCoach()
