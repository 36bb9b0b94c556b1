"""What a dilemma asks of its committee's members, and of whoever holds the Chair's powers for it.

Nothing here decides who may: where `decide` says no, nothing is asked.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime

from ethics.domain.asks import MINUTES, AskKind
from ethics.domain.policy import RULING_TIME, Action, Seat, decide, decide_ruling
from ethics.domain.reveal import counted
from ethics.domain.vocabulary import DeclarationKind, PublicationStatus, State, Step
from ethics.domain.words import Message, listed, say, say_many
from ethics.reading.asks import Ask, ask, duration, left_at_the_close, next_of, not_given, paper
from ethics.reading.pile import Item
from ethics.reading.seats import Made


def _declare(item: Item, now: datetime) -> Iterator[Ask]:
    standing = item.standing
    if not decide(Action.DECLARE, standing):
        return
    by = next_of(
        now, item.dilemma.closes_at, item.dilemma.replies_due_at, item.sitting.starts_at if item.sitting else None
    )
    if standing.seat is Seat.UNDECLARED:
        title = say("Say whether you have an interest in “%(title)s”", title=item.title)
        opens = say(
            "You see who and what it is about, and say whether you have an interest or none. Then you can read it."
        )
        if not standing.issued:
            opens = say(
                "You see who and what it is about, and say whether you have an interest or none. It is not issued yet."
            )
        yield ask(item, AskKind.DECLARE, title, (*paper(item), opens), by, since=item.dilemma.accepted_at)
        return
    mine = [one.made_at for one in item.declarations if one.person_id == item.me]
    if item.asked_to_declare_at is not None and max(mine) < item.asked_to_declare_at:
        title = say("Look again at your declaration on “%(title)s”", title=item.title)
        asked = say(
            "The Monitoring officer asks whether you have an interest. Declare it, or confirm that you have none."
        )
        yield ask(item, AskKind.DECLARE_AGAIN, title, (asked,), by, since=item.asked_to_declare_at)


def _give(item: Item, now: datetime) -> Iterator[Ask]:
    if not decide(Action.GIVE_POSITION, item.standing):
        return
    closes_at = item.dilemma.closes_at
    missing = [one for one in item.questions if one.question_id not in item.given]
    changed = item.numbers([one for one in item.begun if one in item.given])
    if missing:
        begun = [one.number for one in missing if one.question_id in item.begun]
        number = begun[0] if begun else missing[0].number
        done, total = len(item.questions) - len(missing), len(item.questions)
        title = say("Give your positions on “%(title)s”", title=item.title)
        size = say_many("One question.", "%(count)s questions.", total, count=counted(total))
        where = (say("You have begun question %(number)s.", number=number),) if begun else ()
        minutes = MINUTES[AskKind.GIVE] * len(missing)
        rest = say("The rest should take about %(time)s.", time=duration(minutes))
        if not done and not begun:
            rest = say("It should take about %(time)s.", time=duration(minutes))
        start = say("Start at question %(number)s", number=number)
        if done or begun:
            start = say("Carry on at question %(number)s", number=number)
        yield ask(
            item, AskKind.GIVE, title, (*paper(item), size, *where, rest), closes_at, done=done, total=total,
            question_number=number, minutes=minutes, do=start, sealed_until=closes_at, warning=not_given(begun + changed),
        )  # fmt: skip
    elif changed:
        title = say("Give what you changed on “%(title)s”", title=item.title)
        yield ask(
            item, AskKind.GIVE_CHANGES, title, (*paper(item), say("All your positions are in; what you typed since is not.")),
            closes_at, question_number=changed[0], warning=not_given(changed), sealed_until=closes_at,
        )  # fmt: skip


def _renew(item: Item, now: datetime) -> Iterator[Ask]:
    may = decide(Action.GIVE_POSITION, item.standing) or decide(Action.REVISE_POSITION, item.standing)
    numbers = item.numbers(item.reworded)
    if not may or not numbers:
        return
    title = say_many(
        "Look again at one position on “%(title)s”", "Look again at %(count)s positions on “%(title)s”", len(numbers),
        title=item.title, count=counted(len(numbers)),
    )  # fmt: skip
    changed = say_many(
        "Question %(numbers)s was reworded. Your position was on the old words: keep it as it is, or renew it.",
        "Questions %(numbers)s were reworded. Your positions were on the old words: keep each as it is, or renew it.",
        len(numbers), numbers=listed(numbers),
    )  # fmt: skip
    by = next_of(now, item.dilemma.closes_at, item.sitting.starts_at if item.sitting else None)
    minutes = MINUTES[AskKind.RENEW] * len(numbers)
    yield ask(item, AskKind.RENEW, title, (*paper(item), changed), by, question_number=numbers[0], minutes=minutes)


def _read_changes(item: Item, now: datetime) -> Iterator[Ask]:
    """Who had the paper open to them when it changed is asked to look, until they answer it, it closes, or they meet.

    Who is asked to look again at a position is not asked this as well: the comparison is where that begins.
    """
    changed_at, closes_at = item.version_at, item.dilemma.closes_at
    if item.version == 1 or changed_at is None or item.dilemma.state is not State.ISSUED:
        return
    if item.standing.seat is Seat.NONE or item.standing.former or not decide(Action.READ_PAPER, item.standing):
        return
    if item.reworded or {one.wording_id for one in item.questions} & set(item.given.values()):
        return
    declared = [one.made_at for one in item.declarations if one.person_id == item.me]
    sealed = closes_at is not None and changed_at < closes_at
    by = closes_at if sealed else item.sitting.starts_at if item.sitting else None
    if not declared or min(declared) >= changed_at or (by is not None and by <= now):
        return
    title = say("The paper on “%(title)s” has changed", title=item.title)
    detail = say("Version %(number)s was issued at %(at)s. See what is different.", number=item.version, at=changed_at)
    yield ask(item, AskKind.READ_CHANGES, title, (*paper(item), detail), by, since=changed_at)


def _read_reveal(item: Item, now: datetime) -> Iterator[Ask]:
    meets_at = item.sitting.starts_at if item.sitting else None
    if item.standing.seat is Seat.NONE or item.standing.former or not decide(Action.SEE_POSITIONS, item.standing):
        return
    if item.dilemma.state is not State.ISSUED or (meets_at is not None and meets_at <= now):
        return
    title = say("Read every position on “%(title)s”", title=item.title)
    may_revise = decide(Action.REVISE_POSITION, item.standing)
    opened = say("Positions closed and were revealed at %(closes_at)s.", closes_at=item.dilemma.closes_at)
    then: Message | None = None
    if may_revise and item.given:
        then = say("You can revise yours, and say what changed your mind.")
    elif may_revise:
        then = say("You gave none. You can still record one, marked as written after reading the others.")
    left = left_at_the_close(item.numbers(item.begun)) if may_revise else None
    detail = (*paper(item), opened, *((then,) if then else ()))
    yield ask(item, AskKind.READ_REVEAL, title, detail, meets_at, since=item.dilemma.closes_at, warning=left)


def _confirm(item: Item, now: datetime) -> Iterator[Ask]:
    missing = item.unreplied(item.me)
    if not missing or not decide(Action.CONFIRM, item.standing):
        return
    total = len(item.clauses)
    changed = [item.label(one) for one in missing if item.me in one.replies]
    detail: tuple[Message, ...] = (say_many("One clause.", "%(count)s clauses.", total, count=counted(total)),)
    do = None
    if changed and len(changed) == len(missing):
        again = say_many(
            "You had replied to all of them; clause %(clauses)s has changed since, so only that one asks for you again.",
            "You had replied to all of them; clauses %(clauses)s have changed since, so only those ask for you again.",
            len(changed), clauses=listed(changed),
        )  # fmt: skip
        detail += (again,)
        do = say_many("Read clause %(clauses)s", "Read clauses %(clauses)s", len(changed), clauses=listed(changed))
    elif changed:
        since = say_many(
            "Clause %(clauses)s has changed since you replied.", "Clauses %(clauses)s have changed since you replied.",
            len(changed), clauses=listed(changed),
        )  # fmt: skip
        detail += (since,)
    title = say("Confirm the advice on “%(title)s”", title=item.title)
    yield ask(
        item, AskKind.CONFIRM, title, detail, item.dilemma.replies_due_at, since=item.dilemma.circulated_at,
        done=total - len(missing), total=total, minutes=MINUTES[AskKind.CONFIRM] * len(missing), do=do,
    )  # fmt: skip


def _minority_view(item: Item, now: datetime) -> Iterator[Ask]:
    if item.me not in item.views_waiting or not decide(Action.WRITE_MINORITY_VIEW, item.standing):
        return
    title = say("Write the minority view you announced on “%(title)s”", title=item.title)
    detail = say("Nobody else can write it for you. The advice is not signed off before it is in, or you take it back.")
    yield ask(
        item, AskKind.MINORITY_VIEW, title, (detail,), item.dilemma.replies_due_at, since=item.dilemma.discussed_at
    )


# -- of whoever holds the Chair's powers ------------------------------------------------------------------------------


def _rule(item: Item, now: datetime) -> Iterator[Ask]:
    if item.standing.agreed:
        return
    waiting = [
        one
        for one in _waiting(item)
        if decide_ruling(item.standing, about_person_id=one.person_id, declared_at=one.made_at, now=now)
    ]
    if not waiting:
        return
    title = say_many(
        "Rule on a declaration on “%(title)s”",
        "Rule on %(n)s declarations on “%(title)s”",
        len(waiting),
        title=item.title,
    )
    detail = say_many(
        "Nothing of it is open to the member until you do.",
        "Nothing of it is open to these members until you do.",
        len(waiting),
    )
    first = min(one.made_at for one in waiting)
    yield ask(
        item, AskKind.RULE, title, (*paper(item), detail), first + RULING_TIME, since=first,
        declaration_id=waiting[0].id if len(waiting) == 1 else None, minutes=MINUTES[AskKind.RULE] * len(waiting),
    )  # fmt: skip


def _waiting(item: Item) -> list[Made]:
    """Each member's latest declaration, where it is one to rule on and nobody has."""
    by_person: dict[int, list[Made]] = defaultdict(list)
    for one in item.declarations:
        by_person[one.person_id].append(one)
    return [
        made[-1]
        for made in by_person.values()
        if made[-1].declared.ruling is None
        and not made[-1].declared.dispensed
        and any(one.declared.kind is DeclarationKind.INTEREST for one in made)
    ]


def _draft(item: Item, now: datetime) -> Iterator[Ask]:
    state, standing = item.dilemma.state, item.standing
    if not decide(Action.CIRCULATE, standing):  # the Secretary may write in it too, and is not asked to
        return
    since = item.dilemma.discussed_at or item.dilemma.closes_at
    if state in (State.ISSUED, State.DISCUSSED) and item.still_missing(Step.DRAFT_ADVICE, now) is None:
        title = say("Draft the advice on “%(title)s”", title=item.title)
        detail = say("Everybody’s reasons stand beside the draft. Every one of them gets its place.")
        yield ask(item, AskKind.START_DRAFT, title, (detail,), None, since=since)
    elif state is State.DRAFTING:
        missing = item.still_missing(Step.CIRCULATE, now)
        if missing is not None:
            title = say("Go on drafting the advice on “%(title)s”", title=item.title)
            yield ask(item, AskKind.DRAFT, title, (missing,), None, since=since)
        else:
            title = say("Circulate the advice on “%(title)s”", title=item.title)
            detail = say("Every question is answered and every point has its place.")
            yield ask(item, AskKind.CIRCULATE, title, (detail,), None, since=since)


def _settle_points(item: Item, now: datetime) -> Iterator[Ask]:
    if not item.flags or not decide(Action.SIGN_OFF, item.standing):
        return
    title = say_many(
        "A member says their point is missing from the advice on “%(title)s”",
        "%(n)s members say their points are missing from the advice on “%(title)s”", item.flags, title=item.title,
    )  # fmt: skip
    yield ask(item, AskKind.SETTLE_POINTS, title, (), item.dilemma.replies_due_at, since=item.dilemma.circulated_at)


def _sign_off(item: Item, now: datetime) -> Iterator[Ask]:
    if not decide(Action.SIGN_OFF, item.standing):
        return
    missing = item.still_missing(Step.SIGN_OFF, now)
    since = item.dilemma.circulated_at
    if missing is not None and item.lacks_only_a_basis(now):
        title = say("Choose the basis of the advice on “%(title)s”", title=item.title)
        yield ask(item, AskKind.CHOOSE_BASIS, title, (missing,), None, since=since)
        return
    title = say("Sign off the advice on “%(title)s”", title=item.title)
    electors = item.electors()
    replied = len([one for one in electors if not item.unreplied(one)])
    if missing is not None:
        yield ask(
            item, AskKind.SIGN_OFF, title, (), None, since=since, waits=missing, do=say("See who has replied"),
            done=replied, total=len(electors),
        )  # fmt: skip
    else:
        detail = say("Nothing more is needed.")
        yield ask(item, AskKind.SIGN_OFF, title, (detail,), None, since=since, done=replied, total=len(electors))


def _publish(item: Item, now: datetime) -> Iterator[Ask]:
    if item.publication is PublicationStatus.APPROVED and decide(Action.PUBLISH, item.standing):
        title = say("Publish the advice on “%(title)s”", title=item.title)
        detail = say("The Disclosure reviewer has cleared the public text.")
        yield ask(item, AskKind.PUBLISH, title, (detail,), None, since=item.dilemma.agreed_at)


RULES: tuple[Callable[[Item, datetime], Iterator[Ask]], ...] = (
    _declare, _give, _renew, _read_changes, _read_reveal, _confirm, _minority_view, _rule, _draft, _settle_points, _sign_off, _publish,
)  # fmt: skip
"""Each yields what it asks, or nothing."""
