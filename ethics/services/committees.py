"""Committees and forces as settings: they are renamed, merged and abolished often, and old records stay readable."""

import re
import unicodedata
from dataclasses import asdict, fields
from datetime import date

from sqlalchemy import select

from ethics.domain.actor import Actor, Clock
from ethics.domain.bodies import BodyAction
from ethics.domain.committees import Settings
from ethics.domain.refusal import Invalid, NotKnown, Stale, StaleText
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.models import (
    Committee,
    CommitteeForce,
    CommitteeFramework,
    Force,
    Framework,
    ImplicationHeading,
    InterestType,
    Principle,
)
from ethics.reading.bodies import may_anywhere
from ethics.reading.committees import version_of

MOST_DAYS = 365

INTERESTS = (
    ("Pecuniary", "You, or somebody close to you, could gain or lose money by it.", False),
    ("Personal", "You know somebody it is about, or have been through something like it.", False),
    ("Prejudicial", "A fair-minded person who knew of it could think that you cannot judge freely.", False),
    ("Non-pecuniary", "You belong to a body, a cause or an employer that it concerns.", False),
    ("Sensitive", "To say more openly could put somebody at risk.", True),
)
"""What a new committee's members may declare until it is set otherwise: name, meaning, and whether its nature is hidden."""
IMPLICATIONS = (
    ("Financial", "What it costs, and what it costs not to."),
    ("Legal", "What the law asks, allows and leaves open."),
    ("Equality", "Whom it bears on more than others."),
    ("Risk", "What could go wrong, and for whom."),
    ("Communications", "Who will be told, and what they may make of it."),
)
FRAMEWORKS: tuple[tuple[str, date, tuple[tuple[str, str], ...]], ...] = (
    (
        "Code of Ethics",
        date(2014, 7, 15),
        (
            ("Accountability", "Answering for what one does and leaves undone."),
            ("Fairness", "Treating people without favour and without prejudice."),
            ("Honesty", "Being truthful, and trusted for it."),
            ("Integrity", "Doing the right thing, whoever is looking."),
            ("Leadership", "Leading by good example."),
            ("Objectivity", "Choosing on evidence and one’s best professional judgement."),
            ("Openness", "Being open about what is done, and why."),
            ("Respect", "Treating everyone with respect."),
            ("Selflessness", "Acting in the public interest."),
        ),
    ),
    (
        "Ethical Policing Principles",
        date(2024, 2, 6),
        (
            ("Courage", "Speaking and acting where it is hard to."),
            ("Respect and empathy", "Seeing the person, and how it is for them."),
            ("Public service", "Working for the public, and earning its trust."),
        ),
    ),
    (
        "Seven Principles of Public Life",
        date(1995, 5, 11),
        (
            ("Selflessness", "Acting in the public interest alone."),
            ("Integrity", "Being under no obligation that could sway one’s work."),
            ("Objectivity", "Choosing impartially, fairly and on merit."),
            ("Accountability", "Being answerable to the public, and open to scrutiny."),
            ("Openness", "Withholding nothing without a clear and lawful reason."),
            ("Honesty", "Being truthful."),
            ("Leadership", "Showing these principles, and challenging what falls short."),
        ),
    ),
    (
        "Convention rights",
        date(1998, 11, 9),
        tuple((name, "") for name in (
            "Article 2, life", "Article 3, inhuman or degrading treatment", "Article 5, liberty", "Article 6, a fair trial",
            "Article 8, private and family life", "Article 9, thought, conscience and religion",
            "Article 10, expression", "Article 11, assembly and association", "Article 14, no discrimination",
        )),
    ),
)  # fmt: skip
"""What a new committee's members reason with; data from then on."""


_CALLED = {
    "name": say("Name"),
    "sentence": say("What it is, in a sentence"),
    "office_name": say("The office that supports it"),
    "clear_days": say("Clear days between issue and meeting"),
    "clear_days_are_working_days": say("Count working days only"),
    "close_days": say("Clear days between the close of positions and the meeting"),
    "quorum_heads": say("Members for a quorum"),
    "quorum_independent": say("Of these, independent"),
    "reply_days": say("Days to reply to circulated advice"),
    "response_days": say("Days for the force to answer"),
}


def found_committee(actor: Actor, draft: Settings, clock: Clock) -> Committee:
    """Make a committee, with the usual interests, implications and frameworks. Refuses with Invalid by field."""
    _administrator(actor, clock)
    _check(draft, None)
    committee = Committee(slug=_free_slug(Committee, draft.name), **asdict(draft))
    db.session.add(committee)
    db.session.flush()
    for place, (name, meaning, sensitive) in enumerate(INTERESTS, 1):
        db.session.add(
            InterestType(committee_id=committee.id, position=place, name=name, meaning=meaning, sensitive=sensitive)
        )
    for place, (name, hint) in enumerate(IMPLICATIONS, 1):
        db.session.add(ImplicationHeading(committee_id=committee.id, position=place, name=name, hint=hint))
    for place, framework in enumerate(FRAMEWORKS, 1):
        known = _framework(*framework)
        db.session.add(CommitteeFramework(committee_id=committee.id, framework_id=known.id, position=place))
    return committee


def change_committee(actor: Actor, slug: str, draft: Settings, clock: Clock, version: int | None = None) -> None:
    """Change what a committee has set; its address stays. Refuses with Invalid by field, Stale where somebody else did."""
    _administrator(actor, clock)
    committee = db.session.scalar(select(Committee).where(Committee.slug == slug).with_for_update())
    if committee is None:
        raise NotKnown
    if version is not None and version != version_of(committee):
        raise Stale(version_of(committee), _as_it_stands(committee))
    _check(draft, committee.id)
    for field in fields(draft):
        setattr(committee, field.name, getattr(draft, field.name))


def found_force(actor: Actor, name: str, committees: list[str], clock: Clock) -> Force:
    """Make a force that may put dilemmas to these committees (by slug). Refuses with Invalid on ``name`` or ``committees``."""
    _administrator(actor, clock)
    if not name.strip():
        raise Invalid({"name": say("Enter the force’s name.")})
    if _is_called(Force, name):
        raise Invalid({"name": say("There is a force of this name already.")})
    ids = db.session.scalars(select(Committee.id).where(Committee.slug.in_(committees)).order_by(Committee.id)).all()
    if not ids:
        raise Invalid({"committees": say("Choose the committee it puts dilemmas to.")})
    force = Force(name=name.strip(), slug=_free_slug(Force, name))
    db.session.add(force)
    db.session.flush()
    for committee_id in ids:
        db.session.add(CommitteeForce(committee_id=committee_id, force_id=force.id))
    return force


def _as_it_stands(committee: Committee) -> list[StaleText]:
    now = [(name, label, getattr(committee, name)) for name, label in _CALLED.items()]
    return [StaleText(name, label, _text(value)) for name, label, value in now]


def _text(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "y" if value else ""
    return str(value)


def _check(draft: Settings, committee_id: int | None) -> None:
    errors: dict[str, Message] = {}
    if not draft.name.strip():
        errors["name"] = say("Enter the committee’s name.")
    elif _is_called(Committee, draft.name) - {committee_id}:
        errors["name"] = say("There is a committee of this name already.")
    for field, least in (
        ("clear_days", 0), ("close_days", 0), ("reply_days", 1), ("response_days", 1), ("quorum_heads", 1), ("quorum_independent", 0),
    ):  # fmt: skip
        if not least <= getattr(draft, field) <= MOST_DAYS:
            errors[field] = say("Enter a number from %(least)s to %(most)s.", least=least, most=MOST_DAYS)
    if not errors and draft.quorum_independent > draft.quorum_heads:
        errors["quorum_independent"] = say("This is more than the whole quorum.")
    if errors:
        raise Invalid(errors)


def _is_called(kind: type[Committee] | type[Force], name: str) -> set[int]:
    """The ids of what is called so: the same press twice makes one of it."""
    wanted = name.strip().casefold()
    return {row.id for row in db.session.execute(select(kind.id, kind.name)) if row.name.casefold() == wanted}


def _free_slug(kind: type[Committee] | type[Force], name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    wanted = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50] or "body"
    taken = set(db.session.scalars(select(kind.slug).where(kind.slug.startswith(wanted, autoescape=True))))
    return next(slug for slug in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def _framework(name: str, dated: date, principles: tuple[tuple[str, str], ...]) -> Framework:
    known = db.session.scalar(select(Framework).where(Framework.name == name, Framework.dated == dated))
    if known is not None:
        return known
    made = Framework(name=name, dated=dated)
    db.session.add(made)
    db.session.flush()
    for place, (principle, meaning) in enumerate(principles, 1):
        db.session.add(Principle(framework_id=made.id, position=place, name=principle, meaning=meaning))
    return made


def _administrator(actor: Actor, clock: Clock) -> None:
    if not may_anywhere(actor, BodyAction.MANAGE_PEOPLE, clock()):
        raise NotKnown
