"""How far the whole queue is goes on over several runs: a line in trouble does not begin again at nothing."""

from __future__ import annotations

from tests.fakes.flaky_proxy import Answered, Fault
from tests.faults.table import Table

BUSY = Answered(503, b"", (("Retry-After", "5"),))


async def test_what_a_run_left_counts_on_in_the_next(table: Table) -> None:
    for seed in range(6):
        table.declare(seed)
    engine, seen = table.engine, list[tuple[int, int]]()
    engine.listen(lambda: seen.append((engine.state.sent_bytes, engine.state.total_bytes)))

    def busy_after_five(_method: str, path: str) -> Fault | None:
        return BUSY if path.startswith("/v1/blobs/") and table.proxy.count("PUT /v1/blobs/") > 5 else None

    table.proxy.choose = busy_after_five
    await engine.round()
    total = engine.state.total_bytes
    seen.clear()
    table.proxy.choose = lambda _method, _path: None
    await table.rounds(2)
    table.delivered_once()
    going = [told for told in seen if told != (0, total)]
    assert min(sent for sent, _ in going) > 0, "five photos had arrived"
    assert {whole for _, whole in going} == {total}
    assert engine.state.sent_bytes == total
    table.declare(9)
    await table.rounds()
    assert engine.state.sent_bytes == engine.state.total_bytes < total, "an empty queue begins anew"
