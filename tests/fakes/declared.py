"""Declarations of invented people, filled in and finished the way a registrar does it."""

from __future__ import annotations

import struct
import zlib
from hashlib import sha256

from declaration.draft import Draft, Field, PhotoRole, Source
from declaration.signing import is_word_outdated, signature_held, signature_of
from desk.ports.store import Photo
from desk.registration.declarations import Finished, Registration
from practice.people import invented_person

NEEDED = (PhotoRole.CARD_FRONT, PhotoRole.CARD_BACK, PhotoRole.PORTRAIT, PhotoRole.SIGNATURE)
_SIZES = {PhotoRole.PORTRAIT: (40, 60), PhotoRole.SIGNATURE: (90, 30)}


def picture(seed: int, role: PhotoRole) -> Photo:
    """A true PNG of one colour, another for every seed and role."""
    width, height = _SIZES.get(role, (86, 54))
    colour = sha256(f"{seed}/{role}".encode()).digest()[:3]
    pixels = zlib.compress((b"\x00" + colour * width) * height)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (_chunk(b"IHDR", header), _chunk(b"IDAT", pixels), _chunk(b"IEND", b""))
    data = b"\x89PNG\r\n\x1a\n" + b"".join(parts)
    return Photo(role, data, "image/png", width, height, sha256(data).hexdigest())


def filled(registration: Registration, seed: int, *, knows_code: bool = True) -> Draft:
    """A complete draft of the person with this seed, saved with its pictures."""
    person = invented_person(seed)
    card = {
        Field.FULL_NAME: person.full_name,
        Field.DOCUMENT_KIND: "citizen_id",
        Field.DOCUMENT_NUMBER: person.number,
        Field.BIRTH: person.birth.shown(),
        Field.SEX: person.sex.value,
        Field.ISSUED: person.issued.isoformat(),
        Field.CARD: person.card_kind.value,
        Field.ADDRESS: person.address,
    }
    known = {Field.INSURANCE_CODE: person.insurance_code} if knows_code else {Field.INSURANCE_UNKNOWN: "yes"}
    typed = {Field.PHONE: person.phone, Field.EMAIL: person.email, **known}
    draft = registration.begin().with_values(card, Source.CARD).with_values(typed, Source.TYPED)
    return signed(registration, draft, seed)


def signed(registration: Registration, draft: Draft, seed: int) -> Draft:
    """The same draft with every picture, verified in person, agreed to."""
    for role in NEEDED:
        draft = registration.keep_photo(draft, picture(seed, role))
    return registration.consented(registration.verified(draft, same_person=True), agreed=True, language="vi")


def declare(registration: Registration, seed: int, *, knows_code: bool = True) -> Finished:
    """One person more has registered."""
    return finished(registration, filled(registration, seed, knows_code=knows_code))


def correct(registration: Registration, declaration: Finished, seed: int) -> Finished:
    """The next revision of a declaration that may be reopened."""
    draft = registration.reopen(declaration.id)
    assert draft is not None, "may not be reopened"
    return finished(registration, signed(registration, draft, seed))


def attested(registration: Registration, draft: Draft) -> Draft:
    """What a test has changed since is signed for and vouched for anew."""
    held = signature_held(draft)
    if held is not None and signature_of(draft) is None:
        photo = registration.photo(draft.id, held)
        assert photo is not None
        draft = registration.keep_photo(draft, photo)
    return registration.verified(draft, same_person=True) if is_word_outdated(draft) else draft


def finished(registration: Registration, draft: Draft) -> Finished:
    """Sealed, signed and vouched for as it now stands."""
    outcome = registration.finish(attested(registration, draft))
    assert isinstance(outcome, Finished), [problem.code for problem in outcome]
    return outcome


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
