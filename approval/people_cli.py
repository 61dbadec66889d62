"""`approval people`: who may sign in. What is printed once is shown nowhere again."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from approval.at_the_machine import AgencyOption, insist, opened
from approval.identities import OFFICE, Keeper
from declaration.wire.sign_in import PersonRole

people = typer.Typer(help="People who sign in to the service", no_args_is_help=True)


@people.command("add")
def add_person(
    name: str,
    display: Annotated[str, typer.Option(help="The name shown to colleagues")],
    role: Annotated[list[PersonRole], typer.Option(help="May be given more than once")],
    agency: AgencyOption,
    passphrase_stdin: Annotated[bool, typer.Option("--passphrase-stdin")] = False,
) -> None:
    """Let a person sign in, or give a known name a new passphrase and roles."""
    if passphrase_stdin:
        passphrase = sys.stdin.readline().rstrip("\r\n")
    else:
        passphrase = typer.prompt("Passphrase", hide_input=True, confirmation_prompt=True)
    with opened() as service:
        insist(service.office.add_person(name, passphrase, display, role, agency))
    print(name)


@people.command("list")
def list_people(agency: Annotated[str | None, typer.Option(help="This one's only")] = None) -> None:
    """Everybody: name, agency, roles, and what is special."""
    keeper = OFFICE if agency is None else Keeper("office", frozenset({agency}))
    with opened() as service:
        for each in service.staff.everybody(keeper):
            special = {"dismissed": not each.active, "first-passphrase": each.must_change}
            marks = [word for word, is_so in (special | {"second-step": each.second_step}).items() if is_so]
            print("\t".join((each.name, each.agency, " ".join(each.roles), " ".join(marks))).rstrip())


@people.command("dismiss")
def dismiss(
    name: str, back: Annotated[bool, typer.Option("--back", help="Take the person back")] = False
) -> None:
    """Let a person sign in no more; whoever is signed in under that name is out at once."""
    with opened() as service:
        insist(service.staff.set_active(OFFICE, name, back))
    print(name)


@people.command("reset")
def reset(name: str) -> None:
    """Print a first passphrase for somebody who forgot theirs; it serves once, to choose one's own."""
    with opened() as service:
        print(insist(service.staff.reset(OFFICE, name)).passphrase)


@people.command("second-step")
def second_step(
    name: str,
    drop: Annotated[bool, typer.Option("--drop", help="The telephone is lost: ask no more")] = False,
) -> None:
    """Set up an authenticator app beside the person: prints the secret, asks for the app's first code, then
    prints the recovery codes."""
    with opened() as service:
        if drop:
            insist(service.staff.drop_second_step(OFFICE, name))
            return
        secret = insist(service.second_steps.begin(OFFICE.name, name))
        print(secret.letters, secret.address, sep="\n")
        codes = insist(service.second_steps.confirm(OFFICE.name, name, typer.prompt("Code")))
    print("\n".join(codes))
