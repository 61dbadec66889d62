"""What must be true once the network is back, whatever happened before.

None lost, none doubled, none green without a receipt that verifies, photos byte-equal, books that balance,
every answer back. Looked at from outside: the rows and files of both sides, not what the engine says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from approval.day_books import broken_links
from approval.dossiers import awaits_decision
from approval.signatures import verified
from declaration.lifecycle import Delivery, Status
from declaration.wire.changes import ChangeKind
from declaration.wire.handouts import unpack_roster
from declaration.wire.records import Receipt, RecordKind
from declaration.wire.signed import Purpose, Signed
from desk.ports.days import DayState
from desk.remote.door import TRIES
from desk.storage import rows
from tests.faults.sync_sides import ServiceSide, StationSide

RESTORED = "restored the service"
SENT_AGAIN = 2 * TRIES
"""So often one counted attempt may put a batch on the line: every try, and once more with a new token."""


def is_quiet(service: ServiceSide, station: StationSide) -> bool:
    """Nothing waits on either side for the other."""
    waits = any(row.delivery == Delivery.PENDING for row in station.revisions)
    waits = waits or bool(station.file.handouts.coming())
    waits = waits or any(day.state is not DayState.BALANCED for day in station.file.days.days(100))
    return not waits and station.file.outbox.cursor() == service.stations[station.name].feed_end


def violations(service: ServiceSide, stations: Sequence[StationSide], told: Sequence[str]) -> Iterator[str]:
    """Everything that is not as it must be, in words."""
    yield from service.damaged_blobs()
    held = {key for station in stations for key in station.keys}
    finished = {_key(line) for line in told if line.startswith("finished ")}
    if finished - held:
        yield "a finished revision is lost at its station"
    if set(service.records) - held:
        yield "the service holds what no station has finished"
    received = Counter(
        (str(event.record_id), event.revision) for event in service.events if event.kind == "received"
    )
    if any(number > 1 for number in received.values()):
        yield "one revision was received twice"
    offered = _offered(told)
    for station in stations:
        for row in station.revisions:
            yield from _of_revision(service, station, row)
            if offered[row.digest] > SENT_AGAIN * row.attempts:
                yield f"offered {offered[row.digest]} times in {row.attempts} counted attempts"
        yield from _of_answers(service, station)
        yield from _of_days(service, station)
        yield from _of_what_follows(service, station)
        yield from _of_handouts(service, station)


def _offered(told: Sequence[str]) -> Counter[str]:
    """How often each digest was put on the line since attempts were last counted from nought."""
    offers = Counter[str]()
    for line in told:
        if line == RESTORED:
            offers.clear()
        elif line.startswith("offered "):
            offers[line.split()[1]] += 1
    return offers


def _key(line: str) -> tuple[str, int]:
    name, revision = line.split()[1].split("/")
    return name, int(revision)


def _of_revision(service: ServiceSide, station: StationSide, row: rows.RevisionRow) -> Iterator[str]:
    match row.delivery:
        case Delivery.PENDING:
            yield f"stuck: {row.last_reason or 'no reason'}"
        case Delivery.REFUSED:
            yield f"refused: {row.last_reason}"
        case Delivery.SET_ASIDE:
            yield f"set aside: {row.last_reason}"
        case Delivery.SUPERSEDED:
            dossier = service.dossiers.get(row.record_id)
            if dossier is None or awaits_decision(dossier):
                yield "gave way to nothing"
        case Delivery.DELIVERED:
            yield from _of_delivered(service, station, row)


def _of_delivered(service: ServiceSide, station: StationSide, row: rows.RevisionRow) -> Iterator[str]:
    there = service.records.get((row.record_id, row.revision))
    kept: Mapping[str, Collection[str]] = {
        RecordKind.DECLARATION: service.dossiers,
        RecordKind.COMPLAINT: service.complaints,
        RecordKind.HANDOVER: service.handovers,
    }
    is_kept = row.record_id in kept.get(row.kind, {row.record_id})
    if there is None or there.receipt is None or not is_kept:
        yield "delivered, and the service has lost it"
        return
    if (there.digest, there.sealed) != (row.digest, row.sealed):
        yield "delivered, and the service holds other bytes"
    if not _is_receipt_for(service, row):
        yield "green without a receipt that verifies"
    entry = station.file.outbox.entry(there.id, row.revision)
    assert entry is not None
    for blob in entry.blobs:
        if service.blob(blob.sha256) != station.file.outbox.blob(blob.sha256):
            yield "a photo is not byte-equal at the service"


def _is_receipt_for(service: ServiceSide, row: rows.RevisionRow) -> bool:
    signed = Signed.from_bytes(row.receipt.split("\n")[0].encode())  # the newest comes first
    receipt = signed.read(Receipt) if signed else None
    if signed is None or receipt is None or signed.kid not in service.signing_keys:
        return False
    named = (str(receipt.id), receipt.revision, receipt.digest)
    is_signed = verified(service.signing_keys[signed.kid], Purpose.RECEIPT, signed)
    return is_signed and named == (row.record_id, row.revision, row.digest)


def _of_what_follows(service: ServiceSide, station: StationSide) -> Iterator[str]:
    """What was answered there is answered here; what was closed here is closed there, with its own words."""
    for name, complaint in station.complaints.items():
        there = service.complaints.get(name)
        if there is None:
            continue
        if there.answered_at is not None and complaint.answered_at is None:
            yield "a complaint's answer never came back"
        if (there.words, there.told) != (complaint.words, complaint.closed_how):
            yield "a complaint is another at the service"
    for name, batch in station.handovers.items():
        papers = service.handovers.get(name)
        if papers is not None and papers.received_at is not None and batch.received_at is None:
            yield "a batch was received and its station does not know"


def _of_handouts(service: ServiceSide, station: StationSide) -> Iterator[str]:
    """Nothing handed out is still on its way, and everybody who is named in it is on the list."""
    for coming in station.file.handouts.coming():
        yield f"a hand-out never came: {coming.state}"
    for event in service.events:
        if event.station == station.name and event.kind == ChangeKind.ROSTER_UPDATED:
            packed = service.blob(str(event.data["sha256"]))
            people = {each.document_number for each in unpack_roster(packed)} if packed else set()
            if people - station.listed:
                yield "somebody handed out is not on the list"


def _of_days(service: ServiceSide, station: StationSide) -> Iterator[str]:
    """The chain holds on both sides, and what is called balanced is so, row by row."""
    if station.file.check_days().broken is not None:
        yield "the chain of days is broken at the station"
    links = sorted((row for row in service.closings if row.station == station.name), key=lambda r: r.number)
    if broken_links(links, ()):
        yield "the chain of days is broken at the service"
    ours = {key for key, row in station.keys.items() if row.delivery == Delivery.DELIVERED}
    for day in station.file.days.days(100):
        if day.state is not DayState.BALANCED:
            yield f"a closed day is {day.state}: {day.waiting} wait, {day.lacking} lacking"
            continue
        there = {
            key
            for key, row in service.records.items()
            if (row.station, row.day) == (station.name, day.day.isoformat()) and row.receipt is not None
        }
        if day.delivered != sum(service.records[key].kind != RecordKind.DAY for key in there) or there - ours:
            yield "a day is called balanced and is not"


def _of_answers(service: ServiceSide, station: StationSide) -> Iterator[str]:
    """By content: after the service was restored its numbers begin again."""
    given = Counter(
        (event.kind, str(event.record_id or ""), event.revision)
        for event in service.events
        if event.station == station.name
    )
    here = Counter((row.kind, row.record_id, row.revision) for row in station.changes)
    if given - here:
        yield f"an answer never came back: {sorted({kind for kind, _, _ in given - here})}"
    for name, declared in station.declarations.items():
        dossier = service.dossiers.get(name)
        if dossier is None or declared.status == Status.DRAFT or dossier.revision != declared.revision:
            continue
        if declared.status != dossier.status:
            yield f"{dossier.status} at the service, {declared.status} at the station"
