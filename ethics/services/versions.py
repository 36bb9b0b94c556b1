"""A new version of an issued paper (rule 5): begun and written by the author, released by the sponsor, issued by the Secretary.

Until it is issued everybody else reads the version before it, and nothing rests on the new one. Before the issue of a
paper its author can restore an earlier state of the draft; of a new version too, while it is being written.
"""

from collections.abc import Iterable

from sqlalchemy import select

from ethics.domain.actor import Actor, Clock
from ethics.domain.lifecycle import Facts, transition
from ethics.domain.notices import NoticeKind
from ethics.domain.policy import READS, Action, Seat
from ethics.domain.refusal import Invalid, NotKnown, NotNow
from ethics.domain.vocabulary import Event, KeptAs, NewVersion, Role, State, Step
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.models import KeptState, PaperVersion, Reason
from ethics.reading import authors
from ethics.reading.concerned import concerned
from ethics.reading.facts import facts_of_version
from ethics.reading.people import day_of, holders
from ethics.reading.seats import seats
from ethics.reading.version_content import content_of, digest_of
from ethics.services import journal, keeping, notices, undoing
from ethics.services.checking import Checked
from ethics.services.editing import RestsOn, edit, newest_version
from ethics.services.holding import Held, hold
from ethics.services.issuing import freeze
from ethics.services.steps import take_step

NOTHING_CHANGED = say("Nothing differs from the issued text yet.")


def begin(actor: Actor, ref: str, clock: Clock, *, row_version: int | None = None) -> None:
    """Begin a new version of the issued paper, which says at first what is issued (Action.MAKE_VERSION).

    Refuses with NotNow where one is being made already.
    """
    held = hold(actor, ref, Action.MAKE_VERSION, clock, row_version=row_version)
    dilemma = held.dilemma
    if dilemma.new_version is not None:
        raise NotNow(say("A new version is being made already."))
    issued = newest_version(dilemma.id)
    version = PaperVersion(
        dilemma_id=dilemma.id, number=issued.number + 1, classification=issued.classification, made_at=held.now,
        saved_at=held.now, saved_by_id=held.me,
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()
    keeping.write(version, dilemma, content_of(issued, dilemma))
    _hand_to(held, NewVersion.WRITING, Event.VERSION_STARTED, version)


def restore(actor: Actor, ref: str, version: int, number: int, clock: Clock, on: RestsOn) -> None:
    """Make the text being written say again what a kept state of it says (Action.EDIT_PAPER).

    What stood before is kept first, so that this can be undone in the same way. Refuses with NotKnown where there is
    no such state of the version being written, and with Stale where the text was saved since the page was made.
    """
    editing = edit(actor, ref, clock)
    text, dilemma = editing.version, editing.dilemma
    state = db.session.scalars(
        select(KeptState).where(KeptState.version_id == text.id, KeptState.number == number)
    ).first()
    if state is None or text.number != version:
        raise NotKnown
    editing.rest_on(on, (), ())
    keeping.keep(text, dilemma, KeptAs.REPLACED, text.saved_at, text.saved_by_id)
    keeping.write(text, dilemma, state.content, of_dilemma=dilemma.issued_at is None)
    keeping.keep(text, dilemma, KeptAs.RESTORED, editing.held.now, editing.held.me)
    text.row_version += 1
    text.saved_at, text.saved_by_id = editing.held.now, editing.held.me
    event = Event.PAPER_RESTORED if dilemma.new_version is None else Event.VERSION_EDITED
    editing.held.journal(event, facts={"version": text.number, "state": number})


def send(actor: Actor, ref: str, why: str, clock: Clock, *, row_version: int | None = None) -> None:
    """Send the new version to the sponsor with the reason for it, which everybody who reads the paper will read.

    Refuses with NotNow what is not being written, says the same as the issued text, or lacks a question or its parties;
    with Invalid on ``reason`` where none is given.
    """
    held = hold(actor, ref, Action.MAKE_VERSION, clock, row_version=row_version)
    _require_stage(held, NewVersion.WRITING)
    version = newest_version(held.dilemma.id)
    reason = _reason(why)
    if missing := missing_to_send(held, version):
        raise NotNow(missing)
    version.reason_id = reason.id
    keeping.keep(version, held.dilemma, KeptAs.SENT, held.now, held.me)
    undoing.forget(held.dilemma.id)
    _hand_to(held, NewVersion.WITH_SPONSOR, Event.VERSION_SENT, version, reason)
    _tell(held, [held.dilemma.sponsor_id], NoticeKind.SPONSOR_ASKED, f"/dilemmas/{ref}/new-version/release")


def missing_to_send(held: Held, version: PaperVersion) -> Message | None:
    """What still keeps a new version from being sent, or None."""
    if held.dilemma.sponsor_id is None:
        return say("The paper has no sponsor yet. Choose who will release it.")
    issued = db.session.scalars(
        select(PaperVersion).where(
            PaperVersion.dilemma_id == held.dilemma.id, PaperVersion.number == version.number - 1
        )
    ).one()
    if digest_of(content_of(issued, held.dilemma)) == digest_of(content_of(version, held.dilemma)):
        return NOTHING_CHANGED
    return lacking(facts_of_version(held.dilemma, version.id), held)


def lacking(facts: Facts, held: Held) -> Message | None:
    """What the guards of issuing a new version say of these facts."""
    line = transition(State.ISSUED, Step.REVISE_PAPER)
    assert line is not None
    return next((missing for guard in line.guards if (missing := guard(facts, held.now)) is not None), None)


def give_up(actor: Actor, ref: str, clock: Clock, *, row_version: int | None = None) -> None:
    """Give up the new version: its text and what was kept of it are gone, and the issued text stays as it is."""
    held = hold(actor, ref, Action.MAKE_VERSION, clock, row_version=row_version)
    _require_stage(held, NewVersion.WRITING)
    version = newest_version(held.dilemma.id)
    number = version.number
    keeping.empty(version.id)
    keeping.forget(version.id)
    undoing.forget(held.dilemma.id)
    db.session.delete(version)
    db.session.flush()
    keeping.forget_orphans(held.dilemma.id)
    held.dilemma.new_version = None
    held.dilemma.row_version += 1
    held.journal(Event.VERSION_GIVEN_UP, facts={"version": number})


def release(actor: Actor, ref: str, clock: Clock, *, row_version: int | None = None) -> None:
    """The sponsor releases the new version to the committee, whose Secretary is told (Action.RELEASE_VERSION)."""
    held = hold(actor, ref, Action.RELEASE_VERSION, clock, row_version=row_version)
    version = newest_version(held.dilemma.id)
    keeping.mark_released(version.id, held.now)
    _hand_to(held, NewVersion.WITH_SECRETARY, Event.VERSION_RELEASED, version)
    secretaries = holders(held.dilemma.committee_id, {Role.SECRETARY}, day_of(held.now))
    told = [one.person_id for one in secretaries]
    _tell(held, told, NoticeKind.VERSION_RELEASED, f"/dilemmas/{ref}/new-version/issue")


def hand_back(actor: Actor, ref: str, reason: str, clock: Clock, *, row_version: int | None = None) -> None:
    """The sponsor gives the new version back to its author, with a reason the author reads."""
    held = hold(actor, ref, Action.RELEASE_VERSION, clock, row_version=row_version)
    _give_back(held, reason, Event.VERSION_HANDED_BACK)


def return_it(actor: Actor, ref: str, reason: str, clock: Clock, *, row_version: int | None = None) -> None:
    """The Secretary gives the new version back to its author, with a reason author and sponsor read."""
    held = hold(actor, ref, Action.REVISE_PAPER, clock, row_version=row_version)
    _give_back(held, reason, Event.VERSION_RETURNED)


def _give_back(held: Held, reason: str, event: Event) -> None:
    _hand_to(held, NewVersion.WRITING, event, newest_version(held.dilemma.id), _reason(reason))
    _tell(held, authors.ids_of(held.dilemma), NoticeKind.VERSION_RETURNED, f"/dilemmas/{held.dilemma.ref}/new-version")


def issue(actor: Actor, ref: str, clock: Clock, *, row_version: int | None = None) -> int:
    """Issue the new version: it is frozen, and everybody who reads the paper reads it from now on (rule 5).

    Positions on questions whose words changed are out of date from this moment; nothing is written to say so, it is
    read from the words. Who reads the paper is told that it changed, all in the same words, whatever they gave.
    Gives back the number of the version.
    """
    held = hold(actor, ref, Action.REVISE_PAPER, clock, row_version=row_version)
    dilemma = held.dilemma
    version = newest_version(dilemma.id)
    why = db.session.get_one(Reason, version.reason_id)
    freeze(held)
    db.session.flush()
    row = take_step(held, Step.REVISE_PAPER, reason=why.text, facts={"version": version.number})
    version.reason_id = row.id if row else version.reason_id
    dilemma.new_version = None
    _tell(held, _readers(held), NoticeKind.NEW_VERSION, f"/dilemmas/{ref}/changes")
    return version.number


def _readers(held: Held) -> list[int | None]:
    """Everybody who may read the paper at this moment: they are who a change concerns."""
    there = concerned(held.dilemma, held.now)
    taken = seats([held.dilemma.id])
    reading = [one for one in there.member_ids if taken.get((held.dilemma.id, one), Seat.UNDECLARED) in READS]
    return [*reading, *there.attending_ids, *authors.ids_of(held.dilemma), held.dilemma.sponsor_id]


def _hand_to(held: Held, stage: NewVersion, event: Event, version: PaperVersion, reason: Reason | None = None) -> None:
    held.dilemma.new_version = stage
    held.dilemma.row_version += 1
    held.journal(event, facts={"version": version.number}, reason=reason)


def _require_stage(held: Held, stage: NewVersion) -> None:
    if held.dilemma.new_version is stage:
        return
    if held.dilemma.new_version is None:
        raise NotNow(say("No new version is being made."))
    raise NotNow(say("The new version is not with you now."))


def _reason(text: str) -> Reason:
    checked = Checked()
    said = checked.text("reason", text, say("Give a reason. The people it concerns will read it."))
    checked.done()
    row = journal.reason(said)
    if row is None:
        raise Invalid({"reason": say("Give a reason. The people it concerns will read it.")})
    return row


def _tell(held: Held, people: Iterable[int | None], kind: NoticeKind, path: str) -> None:
    notices.tell({one for one in people if one != held.me}, kind, held.now, dilemma=held.dilemma, path=path)
