"""What the camera is for at this moment, and what comes next."""

from __future__ import annotations

from enum import StrEnum

from declaration.cards.card import CardKind
from declaration.draft import Draft, Field, PhotoRole
from desk.ports.camera import Scene


class Aim(StrEnum):
    """SCAN: a code fills the form · a photo's role: that photo is wanted · REST: all is held."""

    SCAN = "scan"
    CARD_FRONT = "card_front"
    CARD_BACK = "card_back"
    PORTRAIT = "portrait"
    SIGNED_FORM = "signed_form"
    REST = "rest"

    @property
    def role(self) -> PhotoRole | None:
        """The photo this aim takes, None when it takes none."""
        return PhotoRole(self.value) if self not in (Aim.SCAN, Aim.REST) else None

    @property
    def reads_codes(self) -> bool:
        """A face holds no code; everything else may, also a health card shown late."""
        return self not in (Aim.PORTRAIT, Aim.SIGNED_FORM)


IN_ORDER = (Aim.CARD_FRONT, Aim.CARD_BACK, Aim.PORTRAIT)


def next_aim(draft: Draft) -> Aim:
    """The card's code first, then the photos still missing, in the order people hand things over."""
    if not draft.value(Field.DOCUMENT_NUMBER):
        return Aim.SCAN
    return next((aim for aim in IN_ORDER if aim.role not in draft.photos), Aim.REST)


def code_side(kind: CardKind) -> PhotoRole | None:
    """Which side of an identity card carries the code: that moment's frame is also its photo."""
    return {CardKind.CCCD: PhotoRole.CARD_FRONT, CardKind.CAN_CUOC: PhotoRole.CARD_BACK}.get(kind)


def scene_for(aim: Aim) -> Scene:
    """What an obliging practice person holds up for this aim."""
    match aim:
        case Aim.PORTRAIT:
            return Scene.PORTRAIT
        case Aim.CARD_BACK:
            return Scene.CARD_BACK
        case Aim.SCAN:
            return Scene.CODE
        case Aim.CARD_FRONT:
            return Scene.CARD_FRONT
        case _:
            return Scene.EMPTY_TABLE
