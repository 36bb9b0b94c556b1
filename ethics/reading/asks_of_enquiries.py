"""What enquiries to an author ask: of the Secretary to look, of the author to answer, of the asker to read.

Nothing here decides who may: where `decide` says no, nothing is asked. Whose an enquiry is, is only compared with me.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from ethics.domain.asks import AskKind
from ethics.domain.enquiries import Stage
from ethics.domain.policy import Action, decide
from ethics.domain.vocabulary import Role
from ethics.domain.words import say, say_many
from ethics.reading.asks import Ask, ask, next_of, paper
from ethics.reading.pile import EnquiryThere, Item


def _pass_on(item: Item, now: datetime) -> Iterator[Ask]:
    waiting = _at(item, Stage.WITH_SECRETARY)
    if not waiting or not decide(Action.PASS_ON_ENQUIRY, item.standing):
        return
    title = say_many(
        "Look at one enquiry about “%(title)s”", "Look at %(n)s enquiries about “%(title)s”", len(waiting), title=item.title,
    )  # fmt: skip
    detail = say("It goes to the author once you have seen that it asks for a fact and holds no opinion.")
    yield ask(
        item, AskKind.PASS_ON, title, (*paper(item), detail), next_of(now, item.dilemma.closes_at), since=_first(waiting),
        capacity=Role.SECRETARY,
    )  # fmt: skip


def _answer(item: Item, now: datetime) -> Iterator[Ask]:
    waiting = _at(item, Stage.WITH_AUTHOR)
    if not waiting or not decide(Action.ANSWER_ENQUIRY, item.standing):
        return
    title = say_many(
        "Answer one enquiry about “%(title)s”", "Answer %(n)s enquiries about “%(title)s”", len(waiting), title=item.title,
    )  # fmt: skip
    detail = say("Members read your answer beside the paper. Who asked is not said.")
    if not item.standing.author:
        detail = say(
            "None of its authors is left at the force, so it comes to you. You can name somebody to answer instead."
        )
    yield ask(
        item, AskKind.ANSWER_ENQUIRY, title, (detail,), next_of(now, item.dilemma.closes_at), since=_first(waiting),
        capacity=Role.AUTHOR if item.standing.author else Role.SPONSOR,
    )  # fmt: skip


def _read_answer(item: Item, now: datetime) -> Iterator[Ask]:
    answered = [one for one in _at(item, Stage.ANSWERED) if one.asked_by == item.me]
    if not answered or item.standing.agreed or not decide(Action.SEE_ENQUIRIES, item.standing):
        return
    title = say_many(
        "Your enquiry about “%(title)s” is answered", "%(n)s enquiries of yours about “%(title)s” are answered",
        len(answered), title=item.title,
    )  # fmt: skip
    yield ask(
        item, AskKind.READ_ANSWER, title, paper(item), next_of(now, item.dilemma.closes_at), since=_first(answered)
    )


def _reword(item: Item, now: datetime) -> Iterator[Ask]:
    back = [one for one in _at(item, Stage.SENT_BACK) if one.asked_by == item.me]
    if not back or not decide(Action.ENQUIRE, item.standing):
        return
    title = say_many(
        "Your enquiry about “%(title)s” came back to you", "%(n)s enquiries of yours about “%(title)s” came back to you",
        len(back), title=item.title,
    )  # fmt: skip
    detail = say("The Secretary says why. You can put it in other words, or leave it.")
    yield ask(item, AskKind.REWORD, title, (detail,), next_of(now, item.dilemma.closes_at), since=_first(back))


def _at(item: Item, stage: Stage) -> list[EnquiryThere]:
    return [one for one in item.enquiries if one.stage is stage]


def _first(found: list[EnquiryThere]) -> datetime:
    return min(one.moved_at for one in found)


RULES: tuple[Callable[[Item, datetime], Iterator[Ask]], ...] = (_pass_on, _answer, _reword, _read_answer)
"""Each yields what it asks, or nothing."""
