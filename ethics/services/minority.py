"""Minority views: a dissent in its holders' own words, which nobody else can edit or drop (product.md)."""

from sqlalchemy import select

from ethics.domain.actor import Actor, Clock
from ethics.domain.policy import Action
from ethics.domain.refusal import NotKnown, NotNow, Stale, StaleText
from ethics.domain.vocabulary import Event
from ethics.domain.words import say
from ethics.extensions import db
from ethics.models import MinorityHolder, MinorityView, Placement
from ethics.reading.questions import issued_questions
from ethics.services.checking import Checked
from ethics.services.holding import Held, hold


def announce(actor: Actor, ref: str, question_id: int, clock: Clock) -> int:
    """Announce a minority view on a question; returns its id. Advice is not signed off before it is written."""
    held = hold(actor, ref, Action.WRITE_MINORITY_VIEW, clock)
    if question_id not in {one.id for one in issued_questions(held.dilemma.id)}:
        raise NotKnown
    view = MinorityView(
        dilemma_id=held.dilemma.id,
        question_id=question_id,
        author_id=held.me,
        text="",
        row_version=1,
        announced_at=held.now,
    )
    db.session.add(view)
    db.session.flush()
    db.session.add(MinorityHolder(view_id=view.id, person_id=held.me, named=False, joined_at=held.now))
    held.journal(Event.MINORITY_VIEW, facts={"view": view.id})
    return view.id


def write(actor: Actor, ref: str, view_id: int, text: str, clock: Clock, *, row_version: int) -> None:
    """Write or change one's own announced view. Only its author may; refuses an empty text and a stale save."""
    held = hold(actor, ref, Action.WRITE_MINORITY_VIEW, clock)
    view = _own(held, view_id)
    if view.row_version != row_version:
        raise Stale(view.row_version, [StaleText("text", say("Your minority view"), view.text)])
    check = Checked()
    said = check.text("text", text, say("Write your view, or take the announcement back."))
    check.done()
    view.text = said
    view.written_at = held.now
    view.row_version += 1
    held.journal(Event.MINORITY_VIEW, facts={"view": view.id})


def join(actor: Actor, ref: str, view_id: int, clock: Clock) -> None:
    """Hold a colleague's written view as well; its words stay its author's."""
    held = hold(actor, ref, Action.WRITE_MINORITY_VIEW, clock)
    view = _view(held, view_id)
    if view.written_at is None:
        raise NotNow(say("This view is not written yet."))
    if db.session.get(MinorityHolder, (view.id, held.me)) is None:
        db.session.add(MinorityHolder(view_id=view.id, person_id=held.me, named=False, joined_at=held.now))
        held.journal(Event.MINORITY_VIEW, facts={"view": view.id})


def leave(actor: Actor, ref: str, view_id: int, clock: Clock) -> None:
    """No longer hold a colleague's view. Its author takes it back instead."""
    held = hold(actor, ref, Action.WRITE_MINORITY_VIEW, clock)
    view = _view(held, view_id)
    if view.author_id == held.me:
        raise NotNow(say("You wrote this view. Take it back if you no longer hold it."))
    holding = db.session.get(MinorityHolder, (view.id, held.me))
    if holding is None:
        raise NotKnown
    db.session.delete(holding)
    held.journal(Event.MINORITY_VIEW, facts={"view": view.id})


def be_named(actor: Actor, ref: str, view_id: int, named: bool, clock: Clock) -> None:
    """Choose whether one's own name stands with the view in public; unnamed unless one chooses."""
    held = hold(actor, ref, Action.WRITE_MINORITY_VIEW, clock)
    holding = db.session.get(MinorityHolder, (_view(held, view_id).id, held.me))
    if holding is None:
        raise NotKnown
    if holding.named is named:
        return
    holding.named = named
    held.journal(Event.MINORITY_VIEW, facts={"view": view_id})


def take_back(actor: Actor, ref: str, view_id: int, clock: Clock) -> None:
    """Take one's own view back. Refuses while colleagues hold it or points are placed in it."""
    held = hold(actor, ref, Action.WRITE_MINORITY_VIEW, clock)
    view = _own(held, view_id)
    others = select(MinorityHolder.person_id).where(
        MinorityHolder.view_id == view.id, MinorityHolder.person_id != held.me
    )
    if db.session.scalar(others.limit(1)) is not None:
        raise NotNow(say("Others hold this view too; it stays for them."))
    if db.session.scalar(select(Placement.id).where(Placement.view_id == view.id).limit(1)) is not None:
        raise NotNow(say("Members’ points have their place in this view. Ask the Chair to move them first."))
    view.taken_back_at = held.now
    held.journal(Event.MINORITY_VIEW, facts={"view": view.id})


def _view(held: Held, view_id: int) -> MinorityView:
    view = db.session.get(MinorityView, view_id)
    if view is None or view.dilemma_id != held.dilemma.id or view.taken_back_at is not None:
        raise NotKnown
    return view


def _own(held: Held, view_id: int) -> MinorityView:
    view = _view(held, view_id)
    if view.author_id != held.me:
        raise NotKnown
    return view
