"""What a dilemma asks of the office around the committee, and of the force that brought it.

Nothing here decides who may: where `decide` says no, nothing is asked.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from ethics.domain.asks import AskKind
from ethics.domain.clear_days import CLOSE_OF_DAY, last_day_to_issue, said
from ethics.domain.policy import Action, decide
from ethics.domain.vocabulary import Phase, PublicationStatus, Role, State, Step
from ethics.domain.words import Message, say, say_many
from ethics.reading.asks import Ask, ask, paper
from ethics.reading.people import LONDON, day_of
from ethics.reading.pile import Item


def _triage(item: Item, now: datetime) -> Iterator[Ask]:
    if item.dilemma.state is State.SUBMITTED and decide(Action.TRIAGE, item.standing):
        title = say("Read and answer “%(title)s”", title=item.title)
        detail = say(
            "The force has put it to the committee. Accept it, return it with questions, redirect or decline it."
        )
        yield ask(item, AskKind.TRIAGE, title, (detail,), None, since=item.dilemma.released_at, capacity=Role.SECRETARY)


def _schedule(item: Item, now: datetime) -> Iterator[Ask]:
    if item.dilemma.state is State.ACCEPTED and not item.dilemma.urgent and decide(Action.SCHEDULE, item.standing):
        title = say("Put “%(title)s” on a meeting", title=item.title)
        detail = say("It is accepted and has no meeting yet.")
        yield ask(
            item, AskKind.SCHEDULE, title, (detail,), None, since=item.dilemma.accepted_at, capacity=Role.SECRETARY
        )


def _issue(item: Item, now: datetime) -> Iterator[Ask]:
    state = item.dilemma.state
    ready = state is State.SCHEDULED or (state is State.ACCEPTED and item.dilemma.urgent)
    if not ready or not decide(Action.ISSUE, item.standing):
        return
    title = say("Issue “%(title)s” to members", title=item.title)
    by: datetime | None = None
    detail: tuple[Message, ...] = (say("It is urgent, and needs no meeting first."),)
    if item.sitting is not None:
        settings = item.committee
        last = last_day_to_issue(
            day_of(item.sitting.starts_at), settings.clear_days, working=settings.clear_days_are_working_days
        )
        by = datetime.combine(last, CLOSE_OF_DAY, LONDON)
        days = said(settings.clear_days, working=settings.clear_days_are_working_days)
        meets = say(
            "The meeting is at %(meets_at)s; papers go out %(days)s before.", meets_at=item.sitting.starts_at, days=days
        )
        detail = (*paper(item), meets)
    yield ask(item, AskKind.ISSUE, title, detail, by, since=item.dilemma.accepted_at, capacity=Role.SECRETARY)


def _record(item: Item, now: datetime) -> Iterator[Ask]:
    sitting = item.sitting
    if item.dilemma.state is not State.ISSUED or sitting is None or sitting.starts_at > now:
        return
    if item.standing.phase is not Phase.REVEALED or not decide(Action.RECORD_MEETING, item.standing):
        return
    title = say("Record the meeting on “%(title)s”", title=item.title)
    missing = item.still_missing(Step.DISCUSS, now)
    detail = missing or say("It can be recorded as discussed.")
    yield ask(
        item, AskKind.RECORD, title, (*paper(item), detail), None, since=sitting.starts_at, capacity=Role.SECRETARY
    )


def _send(item: Item, now: datetime) -> Iterator[Ask]:
    if item.dilemma.state is State.AGREED and decide(Action.SEND, item.standing):
        title = say("Send the advice on “%(title)s” to the force", title=item.title)
        detail = say("It is agreed and signed off.")
        yield ask(item, AskKind.SEND, title, (detail,), None, since=item.dilemma.agreed_at)


def _ask_review(item: Item, now: datetime) -> Iterator[Ask]:
    if item.publication is None and item.standing.secretary and decide(Action.ASK_REVIEW, item.standing):
        title = say("Ask for disclosure review of the advice on “%(title)s”", title=item.title)
        detail = say("Its public text is made anew from what is open.")
        yield ask(
            item, AskKind.ASK_REVIEW, title, (detail,), None, since=item.dilemma.agreed_at, capacity=Role.SECRETARY
        )


def _review(item: Item, now: datetime) -> Iterator[Ask]:
    if decide(Action.REVIEW_DISCLOSURE, item.standing):
        if item.publication is PublicationStatus.IN_REVIEW:
            title = say("Review the public text on “%(title)s”", title=item.title)
            detail = say("Settle what the scan found, then clear the text for publication.")
        else:
            title = say("Check the force’s answer on “%(title)s”", title=item.title)
            detail = say_many(
                "One answer is held back until you have settled what the scan found in it.",
                "%(n)s answers are held back until you have settled what the scan found in them.",
                item.answers_held,
            )
        yield ask(
            item,
            AskKind.REVIEW,
            title,
            (detail,),
            None,
            since=item.dilemma.agreed_at,
            capacity=Role.DISCLOSURE_REVIEWER,
        )


def _close(item: Item, now: datetime) -> Iterator[Ask]:
    if item.dilemma.state is State.ANSWERED and decide(Action.CLOSE, item.standing):
        title = say("Close “%(title)s” after its follow-up", title=item.title)
        detail = say("The force has answered every clause.")
        yield ask(item, AskKind.CLOSE, title, (detail,), None, since=item.dilemma.answered_at, capacity=Role.SECRETARY)


# -- of the force -----------------------------------------------------------------------------------------------------


def _release(item: Item, now: datetime) -> Iterator[Ask]:
    if item.dilemma.state is State.WITH_SPONSOR and decide(Action.RELEASE, item.standing):
        title = say("Release “%(title)s” to the committee", title=item.title)
        detail = say("Its author has sent it to you. Release it, or hand it back with a reason.")
        yield ask(item, AskKind.RELEASE, title, (detail,), None, since=item.dilemma.started_at, capacity=Role.SPONSOR)


def _new_version(item: Item, now: datetime) -> Iterator[Ask]:
    """A new version of the issued paper asks whoever it is with."""
    since, standing = item.version_at, item.standing
    if decide(Action.REVISE_PAPER, standing):
        title = say("Issue a new version of “%(title)s”", title=item.title)
        detail = say("The sponsor has released it. Issue it, or return it with a reason.")
        yield ask(item, AskKind.ISSUE_VERSION, title, (detail,), None, since=since, capacity=Role.SECRETARY)
    if decide(Action.RELEASE_VERSION, standing):
        title = say("Release a new version of “%(title)s”", title=item.title)
        detail = say("Its author has sent it to you. Release it, or hand it back with a reason.")
        yield ask(item, AskKind.RELEASE_VERSION, title, (detail,), None, since=since, capacity=Role.SPONSOR)
    if item.dilemma.state is State.ISSUED and decide(Action.EDIT_PAPER, standing):
        title = say("Go on with the new version of “%(title)s”", title=item.title)
        detail = say("Members read the issued text until yours is out.")
        yield ask(item, AskKind.WRITE_VERSION, title, (detail,), None, since=since, capacity=Role.AUTHOR)


def _answer(item: Item, now: datetime) -> Iterator[Ask]:
    if not decide(Action.RESPOND, item.standing):
        return
    title = say("Answer the committee’s advice on “%(title)s”", title=item.title)
    missing = item.still_missing(Step.ANSWER, now)
    total = len(item.clauses)
    done = sum(1 for clause in item.clauses if clause.answered)
    detail = missing or say("Every clause is answered. Record the answer as complete.")
    yield ask(
        item, AskKind.ANSWER, title, (detail,), item.dilemma.response_due_at, since=item.dilemma.sent_at, done=done, total=total,
        capacity=Role.SPONSOR,
    )  # fmt: skip


def _write(item: Item, now: datetime) -> Iterator[Ask]:
    if item.dilemma.state is not State.DRAFT or not decide(Action.EDIT_PAPER, item.standing):
        return
    since = item.dilemma.started_at
    if item.dilemma.row_version > 1:  # a step was taken before, so it came back
        title = say("“%(title)s” came back to you", title=item.title)
        asked = say("The sponsor handed it back with a reason.")
        if item.dilemma.released_at is not None:
            asked = say("The committee’s Secretary returned it with questions.")
        yield ask(item, AskKind.REWORK, title, (asked,), None, since=since, capacity=Role.AUTHOR)
        return
    title = say("Go on writing “%(title)s”", title=item.title)
    missing = item.still_missing(Step.SUBMIT, now)
    detail = missing or say("It can be sent to the sponsor when you are ready.")
    yield ask(item, AskKind.WRITE, title, (detail,), None, since=since, capacity=Role.AUTHOR)


def _look_again(item: Item, now: datetime) -> Iterator[Ask]:
    """A day for looking again has come: of the author while the text can change, of the reviewer before it is public."""
    if not item.looks_again:
        return
    title = say("Look again at what is closed in “%(title)s”", title=item.title)
    if decide(Action.EDIT_PAPER, item.standing):
        detail = say("A day set for it has come. Open the text, or give a new day.")
        yield ask(item, AskKind.LOOK_AGAIN, title, (detail,), None, capacity=Role.AUTHOR)
    elif decide(Action.MAKE_VERSION, item.standing) and item.dilemma.new_version is None:
        detail = say("A day set for it has come. A new version of the paper can open the text, or give a new day.")
        yield ask(item, AskKind.LOOK_AGAIN, title, (detail,), None, capacity=Role.AUTHOR)
    elif item.publication is PublicationStatus.IN_REVIEW and decide(Action.REVIEW_DISCLOSURE, item.standing):
        detail = say("A day set for it has come. See whether it still has to be withheld before you clear the text.")
        yield ask(item, AskKind.LOOK_AGAIN, title, (detail,), None, capacity=Role.DISCLOSURE_REVIEWER)


RULES: tuple[Callable[[Item, datetime], Iterator[Ask]], ...] = (
    _triage, _schedule, _issue, _record, _send, _ask_review, _review, _close, _release, _new_version, _answer, _write,
    _look_again,
)  # fmt: skip
"""Each yields what it asks, or nothing."""
