"""What stopped a command, as a sentence with what to do about it; the code goes along, to search for."""

from __future__ import annotations

from typing import Final

from pydantic import ValidationError

from approval.roster_files import FIELDS
from approval.storage.database import StorageUnavailableError
from declaration.problems import Problem
from declaration.wire.complaint import Subject

# B105: words about passphrases, not passphrases
_SAID: Final = {
    "agency_unknown": "there is no such agency here. Add it first: approval agencies add CODE NAME",
    "agency_taken": "another agency has this code. Choose another",
    "agency_below_itself": "an agency cannot stand under itself or under one below it",
    "station_unknown": "there is no such station here. Its name begins with station- and is shown at the"
    " station (Máy trạm) and under Giám sát",
    "person_unknown": "nobody has this name. Everybody: approval people list",
    "name_taken": "somebody at another agency has this name. Choose another",
    "roles_missing": "say what the person does: --role",
    "roles_exclude_one_another": "these roles may not be one person's: give one of them to somebody else",
    "passphrase_too_short": "it has fewer than {shortest} characters. Take a longer one",  # nosec B105
    "passphrase_too_long": "it has more than {longest} characters. Choose a shorter one",  # nosec B105
    "passphrase_well_known": "it is one that is tried first, or nearly the name",  # nosec B105
    "second_step_code_wrong": "this is not what the app shows now. Begin again, and compare the clocks of the"
    " telephone and of this machine",
    "subject_unknown": f"there is no such subject of complaints. Known: {', '.join(Subject)}",
    "roster_empty": "nobody is in the list",
    "roster_too_large": "the list is too large. Send it in parts",
    "not_utf8": "the file is not UTF-8. Save it as CSV UTF-8",
    "not_json_lines": "a line is not JSON",
    "heading_wrong": "the first line must name the columns, unit and full_name at least, and may name no"
    f" other than {', '.join(FIELDS)}",
    "too_many_rows": "more rows than a list may have. Send it in parts",
    "rows_wrong": "nobody was taken in. Wrong are, by row and column",
}
_NO_DATABASE: Final = (
    "the database does not answer, or does not let the service in ({code}). Where APPROVAL_DATABASE_URL is"
    " set: does PostgreSQL run there, and are name, password and database right? Else: is approval.sqlite3 in"
    " APPROVAL_DATA_DIR whole and this user's to write, and the disk not full?"
)


def in_words(problem: Problem) -> str:
    """``passphrase: it has fewer than 12 … (passphrase_too_short)``; never what was typed."""
    said = _SAID.get(problem.code, "cannot be done")
    return f"{problem.field}: {said.format_map(problem.details)} ({problem.code})"


def unfit_in_words(error: ValidationError) -> str:
    """Which values no message may carry: names only."""
    names = ", ".join(dict.fromkeys(".".join(map(str, each["loc"])) for each in error.errors()))
    return f"{names}: missing, empty, too long, or not of the form it must have"


def no_database_in_words(error: StorageUnavailableError) -> str:
    """What to look at; the driver's own words stay out, as they may name values."""
    return _NO_DATABASE.format(code=error)


def no_file_in_words(error: OSError, folder: object) -> str:
    """Which file of the data folder cannot be used, and why."""
    return (
        f"{error.filename or folder}: {error.strerror or type(error).__name__}. The data folder"
        " (APPROVAL_DATA_DIR) must be one this user may read and write"
    )
