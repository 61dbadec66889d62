"""The agency's sealing key changes while a table is away: back again, its code is the agency's alone."""

from __future__ import annotations

from approval.identities import Person
from declaration.wire.recovery import RecoveryAnswer, RecoveryQuestion
from declaration.wire.sign_in import PersonRole
from declaration.wire.spelled import Misspelled, read_spelled
from desk.storage.station import SLOTS, vault_of
from desk.storage.vault.recovery_slot import recovery_state
from desk.storage.vault.slots import KeySlots
from tests.builders import MAU, PASSPHRASE, QUICK
from tests.faults.table import AGENCY, Table


def read_out(table: Table) -> bytes:
    """The code as a supervisor would hear it now."""
    supervisor = Person("sơn", "Sơn Mẫu", AGENCY, frozenset({PersonRole.SUPERVISOR}))
    question = RecoveryQuestion(station=table.file.station_key().station, reason="quên mật khẩu")
    answer = table.office.service.recovery.read_out(supervisor, question)
    assert isinstance(answer, RecoveryAnswer), answer
    code = read_spelled(answer.code)
    assert not isinstance(code, Misspelled)
    return code


async def test_a_table_away_while_the_sealing_key_changed_has_a_code_under_the_new_one(table: Table) -> None:
    slots = KeySlots(table.at.station_folder / SLOTS)
    slots.add(MAU, PASSPHRASE, table.at.file_key, QUICK)
    table.file.recovery.ensure()
    await table.rounds()
    former = read_out(table)
    table.proxy.unplugged = True
    table.proxy.cut()
    table.office.office.change_sealing_key()
    table.declare(1)
    await table.rounds(2)
    vault = vault_of(table.at.station_folder, table.clock)
    assert vault.open_with_code(former) == table.at.file_key, "offline the code that can be read out is good"
    table.proxy.unplugged = False
    await table.rounds(2)
    table.delivered_once()
    state = recovery_state(slots)
    assert state is not None
    assert (state.serial, state.is_at_agency) == (2, True)
    assert vault.open_with_code(read_out(table)) == table.at.file_key
    assert vault.open_with_code(former) is None
