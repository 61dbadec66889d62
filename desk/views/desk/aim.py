"""What the camera is for at this moment, what was just said about it, and what comes next."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from declaration.cards.card import CardKind
from declaration.draft import Draft, Field, PhotoRole
from declaration.photos_needed import photos_wanted
from declaration.problems import Problem
from desk.ports.camera import Scene
from desk.views.theme import Tone


class Aim(StrEnum):
    """SCAN: a code fills the form · a photo's role: that photo is wanted · REST: all is held."""

    SCAN = "scan"
    CARD_FRONT = "card_front"
    CARD_BACK = "card_back"
    PASSPORT_PAGE = "passport_page"
    BIRTH_CERTIFICATE = "birth_certificate"
    PORTRAIT = "portrait"
    SIGNED_FORM = "signed_form"
    REST = "rest"

    @property
    def role(self) -> PhotoRole | None:
        """The photo this aim takes, None when it takes none."""
        return PhotoRole(self.value) if self not in (Aim.SCAN, Aim.REST) else None

    @property
    def is_coached(self) -> bool:
        """Watched by a coach and taken by itself once all is well. A page of paper is taken by hand, a
        passport's also where its zone was read."""
        return self in (Aim.CARD_FRONT, Aim.CARD_BACK, Aim.PORTRAIT)

    @property
    def reads_codes(self) -> bool:
        """A face and a page hold no code; everything else may, also a health card shown late."""
        return self in (Aim.SCAN, Aim.CARD_FRONT, Aim.CARD_BACK, Aim.REST)


@dataclass(frozen=True)
class Said:
    """One sentence under the camera: its tone, its key in the locales and the values in it."""

    tone: Tone
    key: str
    details: Mapping[str, str] = field(default_factory=dict, hash=False)


class NextAct(StrEnum):
    """What comes next, and so which one thing on the screen carries the accent colour."""

    SHOW_CARD = "show_card"
    TAKE_PHOTO = "take_photo"
    FILL_IN = "fill_in"
    VERIFY = "verify"
    CONSENT = "consent"
    SIGN = "sign"
    FINISH = "finish"


WITHOUT_CODE = ("passport", "birth_certificate")
_ATTESTING = {"verification": NextAct.VERIFY, "consent": NextAct.CONSENT, "signature": NextAct.SIGN}


def next_aim(draft: Draft, in_hand: Collection[PhotoRole] = ()) -> Aim:
    """The card's code first, then the photos still missing, in the order people hand things over; those
    ``in_hand`` were taken already and are being made. Passport and birth certificate have no code: the page
    comes first, and lies there to be typed from."""
    if not draft.value(Field.DOCUMENT_NUMBER) and draft.value(Field.DOCUMENT_KIND) not in WITHOUT_CODE:
        return Aim.SCAN
    return next((Aim(role) for role in photos_wanted(draft) if role not in in_hand), Aim.REST)


def next_act(draft: Draft, aim: Aim, blocking: Sequence[Problem]) -> NextAct:
    """The card, then the photos, then whatever else is missing in the order it is asked for."""
    if draft.is_empty and aim is Aim.SCAN:
        return NextAct.SHOW_CARD
    if aim.role is not None:
        return NextAct.TAKE_PHOTO
    if not blocking:
        return NextAct.FINISH
    return _ATTESTING.get(blocking[0].field, NextAct.FILL_IN)


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
        case Aim.PASSPORT_PAGE:
            return Scene.PASSPORT
        case Aim.BIRTH_CERTIFICATE | Aim.SIGNED_FORM:
            return Scene.PAGE
        case _:
            return Scene.EMPTY_TABLE
