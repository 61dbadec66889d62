"""What is said of a station's state, in one sentence each."""

from __future__ import annotations

from desk.i18n import t
from desk.ports.care import CheckResult, ClockState, Soundness
from desk.ports.recovery import RecoveryState
from desk.ports.standing import Concern, Space, SpaceLeft, Standing
from desk.views import shown
from desk.views.theme import Tone

Said = tuple[Tone, str]
_PRESSING = (Concern.DAMAGED, Concern.SPACE_SHORT)
_SPACE_TONES = {Space.PLENTY: Tone.SUCCESS, Space.LITTLE: Tone.WARNING, Space.SHORT: Tone.ERROR}


def concern_tone(concern: Concern) -> Tone:
    return Tone.ERROR if concern in _PRESSING else Tone.WARNING


def headline(standing: Standing) -> Said:
    """The one sentence of the screen: all is well, or what needs a person."""
    concerns = standing.concerns
    if not concerns:
        return Tone.SUCCESS, t("care.screen.well")
    return concern_tone(concerns[0]), " · ".join(t(f"care.concern.{concern}") for concern in concerns)


def backup_words(standing: Standing) -> Said:
    last = standing.backup
    if last is None:
        return (Tone.WARNING if standing.is_backup_due else Tone.NEUTRAL), t("care.no_backup_yet")
    moment = shown.moment(last.made_at, standing.at)
    said = t("care.screen.backed_up", moment=moment, ago=shown.ago(last.made_at, standing.at))
    return (Tone.WARNING if standing.is_backup_due else Tone.SUCCESS), said


def file_words(found: CheckResult, standing: Standing) -> Said:
    if found.found is Soundness.DAMAGED:
        return Tone.ERROR, t("care.screen.damaged", unreadable=found.unreadable)
    if found.finished_at is None:
        return Tone.NEUTRAL, t("care.sound.unknown")
    moment = shown.moment(found.finished_at, standing.at)
    return Tone.SUCCESS, t("care.sound.sound", moment=moment, unreadable=0)


def space_words(left: SpaceLeft) -> Said:
    return _SPACE_TONES[left.space], t(f"care.space.{left.space}", free=shown.size(left.free))


def clock_words(state: ClockState) -> Said:
    if state.trouble is None:
        return Tone.SUCCESS, t("care.screen.clock_right")
    return Tone.WARNING, t(f"care.clock.{state.trouble}", amount=shown.length(state.seconds))


def recovery_words(state: RecoveryState | None) -> Said:
    if state is None:
        return Tone.WARNING, t("care.screen.no_code")
    if state.is_at_agency:
        return Tone.SUCCESS, t("care.screen.code_kept", serial=state.serial)
    return Tone.OFFLINE, t("care.screen.code_waits", serial=state.serial)
