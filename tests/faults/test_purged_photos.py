"""A restored service asks for photos whose time here was over: an honest end, no storm, no false green."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from declaration.lifecycle import Delivery, Status
from declaration.wire.changes import ChangeKind
from desk.registration.declarations import Finished
from desk.settings import RetentionSettings
from desk.storage.retention import Purging
from desk.storage.rows import RevisionRow
from tests.faults.table import Enrolled, Table, laid
from tests.faults.test_answers_come_back import status
from tests.faults.test_day_closing import DAY, chain_holds, closing, day
from tests.faults.test_restored import answer, backed_up, restored

KEEP = RetentionSettings(photos_days=30, declarations_days=0, drafts_days=0, rosters_days=0)


def purge(table: Table) -> int:
    """What is due two months on."""
    purging = Purging(table.file._database, KEEP, table.clock.now)
    return purging.step(table.clock.today() + timedelta(days=60))


async def over(table: Table, seed: int) -> Finished:
    """Delivered and rejected: nothing more is to come of it."""
    declared = table.declare(seed)
    await table.rounds()
    answer(table, declared, ChangeKind.REJECTED)
    await table.rounds()
    return declared


def receipts(table: Table, declared: Finished) -> list[str]:
    row = table.file._database.read(lambda s: s.get(RevisionRow, (str(declared.id), declared.revision)))
    assert row is not None
    return row.receipt.splitlines()


async def test_purged_photos_a_restored_service_lacks_are_set_aside_once_with_the_old_receipt(
    at: Enrolled, tmp_path: Path
) -> None:
    async with laid(at) as table:
        await backed_up(table, tmp_path / "copy")
        declared = await over(table, 1)
        assert purge(table) == 1
        before = receipts(table, declared)
        async with restored(table, tmp_path / "copy", epoch=True):
            await table.rounds(2)
            assert table.delivery(declared) == (Delivery.SET_ASIDE, "photos_purged")
            assert not table.books.all_signed_for
            assert receipts(table, declared) == before, "the receipt of before stays evidence"
            asked = table.proxy.count("POST /v1/records")
            await table.rounds(10)
            assert table.proxy.count("POST /v1/records") == asked, "nobody asks in vain"
            closing(table).close(DAY)
            await table.rounds(2)
            assert (day(table).set_aside, day(table).delivered) == (1, 0)
            assert chain_holds(table)


async def test_purged_photos_the_service_still_has_cost_nothing(at: Enrolled, tmp_path: Path) -> None:
    async with laid(at) as table:
        declared = await over(table, 1)
        await backed_up(table, tmp_path / "copy")
        assert purge(table) == 1
        async with restored(table, tmp_path / "copy", epoch=True):
            await table.rounds(2)
            assert table.delivery(declared)[0] is Delivery.DELIVERED


async def test_a_person_may_offer_it_again_once_the_service_has_found_its_photos(
    at: Enrolled, tmp_path: Path
) -> None:
    async with laid(at) as table:
        await backed_up(table, tmp_path / "copy")
        declared = await over(table, 1)
        entry = table.file.outbox.entry(declared.id, 1)
        assert entry is not None
        photos = [table.file.outbox.blob(blob.sha256) or b"" for blob in entry.blobs]
        purge(table)
        async with restored(table, tmp_path / "copy", epoch=True) as office:
            await table.rounds(2)
            for blob, data in zip(entry.blobs, photos, strict=True):
                office.service.blobs.write("office", blob.sha256, 0, data)
                office.service.blobs.finish("office", blob.sha256, len(data))
            table.file.outbox.offer_again(declared.id, 1)
            await table.rounds()
            assert table.delivery(declared)[0] is Delivery.DELIVERED


async def test_photos_stay_while_their_day_is_closed_and_not_yet_compared(table: Table) -> None:
    await over(table, 1)
    closing(table).close(DAY)
    assert purge(table) == 0
    await table.rounds()
    assert purge(table) == 1


async def test_photos_of_days_nobody_closes_go_by_their_receipts(table: Table) -> None:
    await over(table, 1)
    assert purge(table) == 1


async def test_a_person_may_keep_the_old_receipt_and_the_answers_given_with_it(
    at: Enrolled, tmp_path: Path
) -> None:
    async with laid(at) as table:
        await backed_up(table, tmp_path / "copy")
        declared = await over(table, 1)
        assert purge(table) == 1
        before = receipts(table, declared)
        async with restored(table, tmp_path / "copy", epoch=True):
            await table.rounds(2)
            assert status(table, declared) is Status.FINISHED
            assert table.file.outbox.give_way(declared.id, 1, "mau")
            assert status(table, declared) is Status.REJECTED
            assert receipts(table, declared) == before
            assert table.books.all_signed_for
            assert table.books.dropped == 0
            await table.rounds(2)
            assert status(table, declared) is Status.REJECTED
