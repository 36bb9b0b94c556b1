"""The people of the tests: one committee with everybody around it, and one next door.

Everyone is here for a reason, said beside their name. The bodies are Eastmarch's and Northfold's; neither exists.
`make_cast` inserts them; a `Cast` holds plain values, so it can be used with or without a session.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session, scoped_session

from ethics.domain.actor import Actor
from ethics.domain.vocabulary import SEATED, Category, Role
from ethics.models import (
    Appointment,
    Committee,
    CommitteeForce,
    CommitteeFramework,
    Force,
    Framework,
    ImplicationHeading,
    InterestType,
    Person,
    Principle,
)
from ethics.reading import people

SEATED_AT = datetime(2025, 1, 6, 12, tzinfo=UTC)
"""When every seat was confirmed, well before anything a test issues."""
STARTED_ON = date(2025, 1, 1)
FORMER_UNTIL = date(2026, 1, 31)
"""The last day of the member whose term has ended."""

AnySession = Session | scoped_session[Session]


@dataclass(frozen=True)
class Someone:
    """A person of the cast."""

    id: int
    name: str
    email: str
    session_key: str
    """What their session is known by (Flask-Security's `fs_uniquifier`)."""


@dataclass(frozen=True)
class Body:
    """A committee or a force of the cast."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True)
class Cast:
    """Everybody, by what they are here for."""

    committee: Body
    force: Body
    other_committee: Body
    other_force: Body
    interests: dict[str, int]
    """Interest types of the committee: "pecuniary", "personal" and "sensitive", by id."""
    principles: dict[str, int]
    """Principles the committee reasons with, by name."""

    chair: Someone  # Margaret Holloway holds the Chair's powers unless she is conflicted or absent
    vice_chair: Someone  # Rahim Aziz takes them then
    secretary: Someone  # Caroline Mott keeps the process moving and gives no position
    joan: Someone  # an independent member, mostly in support
    tomos: Someone  # an independent member, often apart from the others
    priya: Someone  # an independent member whose positions are in early
    kwame: Someone  # an independent member with conditions
    grace: Someone  # an independent member with everything still to do
    agnes: Someone  # an independent member whom tests rule to withdraw
    councillor: Someone  # Owen Tranter sits as a councillor: counted by head, not among the independent
    coopted: Someone  # Ines Marchetti is co-opted without a position
    former: Someone  # Hilary Osgood's term ended on FORMER_UNTIL
    unconfirmed: Someone  # Bea Lindqvist is appointed, and her seat waits for the Secretary
    adviser: Someone  # Lorna Keay attends for the police
    observer: Someone  # Edith Larkham watches
    reviewer: Someone  # Peter Oyelaran clears what is published
    monitoring: Someone  # Helen Strand keeps the register of interests
    author: Someone  # Dan Fairley writes the papers
    sponsor: Someone  # Ruth Ingleby releases them and answers for the force
    other_author: Someone  # Moira Tench writes for the same force, and not this paper
    two_hats: Someone  # Nadia Frame writes for the force and observes the committee
    outsider: Someone  # Bryn Aldous sits on the committee next door
    other_chair: Someone  # Elspeth Garrow chairs it
    other_secretary: Someone  # Martin Yeo is its secretary
    other_sponsor: Someone  # Callum Dray is a sponsor of the force next door
    administrator: Someone  # Sam Teller runs the installation and sees no deliberation
    nobody: Someone  # Jo Wren has an account and no appointment

    @property
    def everyone(self) -> tuple[Someone, ...]:
        """All the people, in the order above."""
        return tuple(self._people())

    @property
    def positions_given_by(self) -> tuple[Someone, ...]:
        """Those with a seat on the committee that gives positions."""
        return (
            self.chair, self.vice_chair, self.joan, self.tomos, self.priya, self.kwame, self.grace, self.agnes,
            self.councillor,
        )  # fmt: skip

    def called(self, person_id: int) -> Someone:
        """The person with this id."""
        return next(person for person in self._people() if person.id == person_id)

    def actor(self, person: Someone | None) -> Actor:
        """The person as services and readings want them, with the appointments they hold now; needs an app context.
        None is the public.
        """
        if person is None:
            return Actor()
        found = people.actor(person.id)
        assert found is not None, f"{person.name} may not sign in"
        return found

    def _people(self) -> Iterator[Someone]:
        for field in fields(self):
            value: Any = getattr(self, field.name)
            if isinstance(value, Someone):
                yield value


def make_cast(session: AnySession) -> Cast:
    """Insert the two forces, their committees with settings, and everybody with their appointments. Does not commit."""
    force, other_force = _force(session, "Eastmarch Police"), _force(session, "Northfold Police")
    committee = _committee(session, "Eastmarch Ethics Committee", force)
    other_committee = _committee(session, "Northfold Police Ethics Panel", other_force)
    interests = {
        name: _add(session, InterestType(committee_id=committee.id, position=at, name=name.capitalize(), sensitive=name == "sensitive")).id
        for at, name in enumerate(("pecuniary", "personal", "sensitive"), 1)
    }  # fmt: skip
    for at, name in enumerate(("Financial", "Legal", "Equality"), 1):
        _add(session, ImplicationHeading(committee_id=committee.id, position=at, name=name))
    principles = _frameworks(session, committee)

    def seat(name: str, role: Role = Role.MEMBER, at: Body = committee, **more: Any) -> Someone:
        category = more.pop("category", Category.INDEPENDENT)
        return _someone(session, name, (role, at), category=category, gives_positions=more.pop("gives", True), **more)

    def holds(name: str, *held: tuple[Role, Body | None]) -> Someone:
        return _someone(session, name, *held)

    return Cast(
        committee=committee, force=force, other_committee=other_committee, other_force=other_force,
        interests=interests, principles=principles,
        chair=seat("Margaret Holloway", Role.CHAIR),
        vice_chair=seat("Rahim Aziz", Role.VICE_CHAIR),
        secretary=holds("Caroline Mott", (Role.SECRETARY, committee)),
        joan=seat("Joan Pettifer"),
        tomos=seat("Tomos Llŷr"),
        priya=seat("Priya Nambiar"),
        kwame=seat("Kwame Boateng"),
        grace=seat("Grace Sandiford"),
        agnes=seat("Agnes Whitlock"),
        councillor=seat("Owen Tranter", category=Category.COUNCILLOR),
        coopted=seat("Ines Marchetti", Role.COOPTED_MEMBER, category=Category.COOPTED, gives=False),
        former=seat("Hilary Osgood", ends_on=FORMER_UNTIL),
        unconfirmed=seat("Bea Lindqvist", confirmed=False),
        adviser=holds("Lorna Keay", (Role.POLICE_ADVISER, committee)),
        observer=holds("Edith Larkham", (Role.OBSERVER, committee)),
        reviewer=holds("Peter Oyelaran", (Role.DISCLOSURE_REVIEWER, committee)),
        monitoring=holds("Helen Strand", (Role.MONITORING_OFFICER, committee)),
        author=holds("Dan Fairley", (Role.AUTHOR, force)),
        sponsor=holds("Ruth Ingleby", (Role.SPONSOR, force)),
        other_author=holds("Moira Tench", (Role.AUTHOR, force)),
        two_hats=holds("Nadia Frame", (Role.AUTHOR, force), (Role.OBSERVER, committee)),
        outsider=seat("Bryn Aldous", at=other_committee),
        other_chair=seat("Elspeth Garrow", Role.CHAIR, other_committee),
        other_secretary=holds("Martin Yeo", (Role.SECRETARY, other_committee)),
        other_sponsor=holds("Callum Dray", (Role.SPONSOR, other_force)),
        administrator=holds("Sam Teller", (Role.ADMINISTRATOR, None)),
        nobody=holds("Jo Wren"),
    )  # fmt: skip


def another_author(session: AnySession, cast: Cast, name: str = "Rhys Penhallow") -> Someone:
    """One more who writes for the force and has nothing else to do with the committee."""
    return _someone(session, name, (Role.AUTHOR, cast.force))


def _add(session: AnySession, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def _force(session: AnySession, name: str) -> Body:
    row = _add(session, Force(name=name, slug=_slug(name)))
    return Body(row.id, row.slug, row.name)


def _committee(session: AnySession, name: str, force: Body) -> Body:
    sentence = f"The {name} is made up of lay people. It advises {force.name}; it does not decide for it."
    office = f"Office of the {force.name.split()[0]} Police and Crime Commissioner"
    row = _add(session, Committee(name=name, slug=_slug(name), sentence=sentence, office_name=office))
    _add(session, CommitteeForce(committee_id=row.id, force_id=force.id))
    return Body(row.id, row.slug, row.name)


_FRAMEWORKS = {
    ("Code of Ethics", date(2014, 7, 15)): ("Accountability", "Fairness", "Honesty", "Openness"),
    ("Ethical Policing Principles", date(2024, 2, 6)): ("Courage", "Respect and empathy", "Public service"),
}


def _frameworks(session: AnySession, committee: Body) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, ((name, dated), principles) in enumerate(_FRAMEWORKS.items(), 1):
        framework = _add(session, Framework(name=name, dated=dated))
        _add(session, CommitteeFramework(committee_id=committee.id, framework_id=framework.id, position=at))
        for number, principle in enumerate(principles, 1):
            found[principle] = _add(session, Principle(framework_id=framework.id, position=number, name=principle)).id
    return found


def _someone(
    session: AnySession, name: str, *held: tuple[Role, Body | None], confirmed: bool = True, ends_on: date | None = None,
    category: Category | None = None, gives_positions: bool = False,
) -> Someone:  # fmt: skip
    login = name.lower().replace(" ", ".").replace("ŷ", "y")
    domain = "northfold" if any(body and body.name.startswith("Northfold") for _, body in held) else "eastmarch"
    person = _add(
        session,
        Person(
            email=f"{login}@{domain}.example", name=name, fs_uniquifier=f"session-of-{login}"[:64],
            invited_at=SEATED_AT, joined_at=SEATED_AT,
        ),
    )  # fmt: skip
    for role, body in held:
        at_force = role in (Role.AUTHOR, Role.SPONSOR)
        session.add(
            Appointment(
                person_id=person.id, role=role, category=category, gives_positions=gives_positions,
                committee_id=body.id if body and not at_force else None,
                force_id=body.id if body and at_force else None,
                starts_on=STARTED_ON, ends_on=ends_on, made_at=SEATED_AT,
                confirmed_at=SEATED_AT if role in SEATED and confirmed else None,
            )
        )  # fmt: skip
    session.flush()
    return Someone(person.id, person.name, person.email, person.fs_uniquifier)
