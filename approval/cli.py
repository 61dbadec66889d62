"""Commands of the service: serve it, let people in, make enrolment codes. Settings come from APPROVAL_*."""

from __future__ import annotations

import gc
import io
import logging
import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from approval import people_cli
from approval.app import application
from approval.at_the_machine import AgencyOption, insist, open_or_say, opened, settings_given, stopped
from approval.clock import system_clock, vietnam_date
from approval.day_words import day_in_words
from approval.days import DayVerdict, look_at_day
from approval.embedded import insist_on_free, serve_until_stopped
from approval.handouts import Whom
from approval.in_words import in_words, unfit_in_words
from approval.logs import write_json_lines
from approval.roster_files import NotRead, read_roster_file
from declaration.problems import blocking
from declaration.wire.handouts import StationSettings
from declaration.wire.online import OnlineDeclaration
from declaration.wire.people import NewStation
from declaration.wire.sign_in import ServiceState

app = typer.Typer(
    help="BHXH approval service (dịch vụ duyệt)", no_args_is_help=True, pretty_exceptions_enable=False
)
stations = typer.Typer(help="Stations", no_args_is_help=True)
handouts = typer.Typer(help="Lists and settings for stations", no_args_is_help=True)
keys = typer.Typer(help="The service's keys", no_args_is_help=True)
agencies = typer.Typer(help="Receiving agencies (cơ quan BHXH tiếp nhận)", no_args_is_help=True)
online = typer.Typer(help="Declarations made online", no_args_is_help=True)
app.add_typer(online, name="online")
app.add_typer(people_cli.people, name="people")
app.add_typer(stations, name="stations")
app.add_typer(agencies, name="agencies")
app.add_typer(handouts, name="hand-out")
app.add_typer(keys, name="keys")
_log = logging.getLogger(__name__)
_OBJECTS_BETWEEN = 10_000  # made, before the collector looks


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on", min=0, max=65535)] = None,
) -> None:
    """Serve until stopped (Ctrl+C)."""
    settings = settings_given(host, port)
    if settings.json_logs:
        write_json_lines(logging.INFO)
    try:
        insist_on_free(settings.host, settings.port)
    except OSError as error:
        at = f"{settings.host}, port {settings.port}: {error.strerror}"
        raise stopped(f"{at}. Stop what listens there, or choose another: --host, --port", 3) from None
    service = open_or_say(settings)
    print(f"http://{settings.host}:{settings.port}  {settings.data_dir}")
    served, stopping = application(service), service.feed.bells.close
    _spare_the_collector()
    serve_until_stopped(served, settings.host, settings.port, stopping, settings.proxies)


def _spare_the_collector() -> None:
    """What is loaded by now stays: looking through it again and again took a tenth of each submission."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN)


@online.command("take")
def take_online(file: Annotated[Path, typer.Argument(help="One JSON list of online declarations")]) -> None:
    """Put in what the portal has; the same number again is brought up to date, what is over goes."""
    data = _bytes_of(file, 1)
    try:
        declarations = TypeAdapter(list[OnlineDeclaration]).validate_json(data)
    except ValidationError as error:
        raise stopped(f"{file.name}: {unfit_in_words(error)}", 1) from None
    with opened() as service:
        print(service.online.take(declarations))


@stations.command("enrol-code")
def enrol_code(
    station_name: Annotated[str, typer.Option(help="What the station is called")],
    unit: Annotated[str, typer.Option(help="The unit it stands at")],
    agency: AgencyOption,
) -> None:
    """Print a one-time code that enrols one station within 48 hours."""
    with opened() as service:
        wanted = NewStation(station_name=station_name, unit_name=unit, agency=agency)
        code = insist(
            service.office.make_enrolment_code(wanted.station_name, wanted.unit_name, wanted.agency)
        )
    print(code)


@stations.command("move-code")
def move_code(station: str) -> None:
    """Print a one-time code that moves a station to another machine; the old one is then refused."""
    with opened() as service:
        code = insist(service.office.make_moving_code(station))
    print(code)


@stations.command("day")
def read_day(file: Path) -> None:
    """Show a day's audit trail a station wrote to a file, and whether it is as signed and as reported.

    Ends with 1 when it is not, with 3 when the file cannot be read.
    """
    data = _bytes_of(file, 3)
    with opened() as service, service.database.reading() as session:
        seen = look_at_day(session, data)
    for line in day_in_words(seen):
        print(line)
    if seen.verdict is not DayVerdict.GENUINE:
        raise typer.Exit(3 if seen.verdict is DayVerdict.UNREADABLE else 1)


@stations.command("lock")
def lock_station(
    station: str, unlock: Annotated[bool, typer.Option("--unlock", help="Let it in again")] = False
) -> None:
    """Lock a lost or stolen station out at once."""
    with opened() as service:
        insist(service.office.set_active(station, unlock))
    print(station)


@stations.command("drain")
def drain_station(
    station: str, end: Annotated[bool, typer.Option("--end", help="Let it take new ones again")] = False
) -> None:
    """Have a station send what it holds and take nothing new: before it is given back, or locked."""
    with opened() as service:
        insist(service.orders.drain(station, not end, "office"))
    print(station)


@agencies.command("add")
def add_agency(
    code: str,
    name: str,
    place: Annotated[
        str | None, typer.Option(help="Whose people it serves: a province, a district, a park")
    ] = None,
    under: Annotated[str | None, typer.Option(help='The agency it stands under; "" for none')] = None,
) -> None:
    """Add a receiving agency, rename one, or put it under another: rights hold for all that stand below."""
    with opened() as service:
        insist(service.office.add_agency(code, name, under, place))
    print(code)


@handouts.command("roster")
def hand_out_roster(
    file: Annotated[Path, typer.Argument(help="CSV with a heading, or lines of JSON; - for standard input")],
    agency: AgencyOption,
    station: Annotated[list[str] | None, typer.Option(help="For these only; may be given again")] = None,
) -> None:
    """Send a unit's list to stations: it joins the lists they have, nobody leaves one by it."""
    data = sys.stdin.buffer.read() if str(file) == "-" else _bytes_of(file, 1)
    people = read_roster_file(data, vietnam_date(system_clock()))
    if isinstance(people, NotRead):
        rows = "".join(f"\n  {number}: {fields}" for number, fields in people.rows)
        raise stopped(in_words(blocking("roster", people.code)) + rows, 1)
    with opened() as service:
        told = service.handouts.send_roster(people, Whom(agency, tuple(station or ())), "office")
        insist(told)
    print(f"{len(people)} -> {told}")


def _bytes_of(file: Path, else_exit: int) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise stopped(f"file: cannot be read: {file}", else_exit) from None


@handouts.command("settings")
def hand_out_settings(
    agency: AgencyOption,
    station: Annotated[list[str] | None, typer.Option(help="For these only; may be given again")] = None,
    photos_days: Annotated[int | None, typer.Option(min=7, max=3650)] = None,
    declarations_days: Annotated[int | None, typer.Option(min=30, max=3650)] = None,
    rosters_days: Annotated[int | None, typer.Option(min=7, max=3650)] = None,
    lock_after_minutes: Annotated[int | None, typer.Option(min=1, max=60)] = None,
    records_only: Annotated[bool | None, typer.Option("--records-only/--all-at-once")] = None,
    receiving_agency: Annotated[str | None, typer.Option(help="The one a new form begins with")] = None,
    by_duty: Annotated[
        bool | None,
        typer.Option("--by-duty/--by-consent", help="People are told, or asked, before data are used"),
    ] = None,
    complaints: Annotated[
        list[str] | None, typer.Option(help="subject=agency that answers it; may be given again")
    ] = None,
) -> None:
    """Set for stations what is named here; what is not named stays as each station has it."""
    wished = StationSettings(
        photos_days=photos_days,
        declarations_days=declarations_days,
        rosters_days=rosters_days,
        lock_after_minutes=lock_after_minutes,
        records_only=records_only,
        agency=receiving_agency,
        legal_basis=None if by_duty is None else "public_duty" if by_duty else "consent",
        complaints=_by_subject(complaints) if complaints else None,
    )
    with opened() as service:
        told = service.handouts.send_settings(wished, Whom(agency, tuple(station or ())), "office")
        insist(told)
    print(told)


def _by_subject(given: list[str]) -> dict[str, str]:
    if not all("=" in each for each in given):
        raise typer.BadParameter("subject=agency")
    return dict(each.split("=", 1) for each in given)


@keys.command("rotate")
def rotate_keys() -> None:
    """Sign receipts with a new key from now on, and tell every station. Back the keys up afterwards."""
    with opened() as service:
        service.office.change_signing_key()
        print(service.keys.signing_kid)


@keys.command("rotate-sealing")
def rotate_sealing_key() -> None:
    """Have recovery codes and second steps sealed to a new key, and tell every station. Back the keys up."""
    with opened() as service:
        service.office.change_sealing_key()
        print(service.keys.sealing_kid)


@app.command("root-key")
def root_key() -> None:
    """Print this service's root key: what stations pin, and what desk audit --verify FILE --root compares."""
    with opened() as service:
        print(service.keys.root_key)


@app.command("state")
def set_state(state: ServiceState) -> None:
    """Tell all stations to work normally, to drain, or to stop capturing."""
    with opened() as service:
        service.office.set_state(state)
    print(state)


@app.command("new-epoch")
def new_epoch() -> None:
    """After restoring a backup: have every station offer again what it holds. Stop the service first."""
    with opened(restored=True) as service:
        print(service.office.begin_epoch())


def main() -> None:
    """Entry point; output is UTF-8 wherever it goes, so that a Windows console shows Vietnamese."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    write_json_lines(logging.WARNING)
    try:
        app()
    except Exception:  # noqa: BLE001 - the last wall: its words may hold what it was given
        _log.critical("command_failed", exc_info=True)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
