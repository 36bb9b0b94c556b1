"""People's accounts: invited, joined, changed and ended. What anybody may do follows from appointments, never from here."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from ethics.domain.actor import Actor, Clock
from ethics.domain.bodies import BodyAction
from ethics.domain.notices import NoticeKind
from ethics.domain.passwords import why_refused
from ethics.domain.refusal import Invalid, NotAllowed, NotKnown, NotNow
from ethics.domain.words import say
from ethics.extensions import db
from ethics.models import Committee, Person
from ethics.reading.accounts import tidy_address, with_address
from ethics.reading.bodies import may_anywhere
from ethics.services.checking import Checked
from ethics.services.notices import tell

Hash = Callable[[str], str]
"""Turns a password into the form in which it is stored."""

_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;:\"()\[\]\\.]+")
LONGEST_ADDRESS = 254


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to invite."""

    name: str
    email: str


def invite(actor: Actor, draft: NewPerson, clock: Clock) -> Person:
    """Make an account and send its holder a link to choose a password. It gives no standing anywhere: appointments do.

    Only for an administrator (NotKnown for anybody else). Refuses with Invalid on ``name`` or ``email``.
    """
    _administrator(actor, clock)
    return add(draft, clock)


def add(draft: NewPerson, clock: Clock) -> Person:
    """Make an account as the operator at the server may, who needs no account for it; else as `invite`."""
    checked = Checked()
    name = checked.line("name", draft.name, say("Enter their name."))
    email = tidy_address(draft.email)
    if not is_address(email):
        checked.wrong("email", say("Enter an e-mail address, such as name@example.org."))
    elif _taken(email):
        checked.wrong("email", say("Somebody with this e-mail address is here already."))
    checked.done()
    now = clock()
    person = Person(email=email, name=name, fs_uniquifier=new_key(), invited_at=now)
    db.session.add(person)
    db.session.flush()
    tell([person.id], NoticeKind.INVITED, now, path="")
    return person


def invite_again(actor: Actor, person_id: int, clock: Clock) -> None:
    """Send the link once more, and end the one sent before. Refuses with NotNow who has chosen a password already."""
    _administrator(actor, clock)
    person = _locked(person_id)
    if person.password is not None:
        raise NotNow(say("They have signed in already. They can choose a new password from the sign-in page."))
    person.fs_uniquifier = new_key()
    tell([person.id], NoticeKind.INVITED, clock(), path="")


def accept_invitation(person_id: int, password: str, hashed: Hash, clock: Clock) -> Person:
    """Choose the first password, by the link of an invitation. Refuses with Invalid on ``password``."""
    person = _locked(person_id)
    _choose(person, password, hashed)
    person.joined_at = person.joined_at or clock()
    return person


def ask_for_reset(email: str, clock: Clock) -> None:
    """Send a link for choosing a new password to this address, where it is somebody's. Says nothing either way."""
    person = with_address(email)
    if person is not None:
        kind = NoticeKind.PASSWORD_RESET if person.password is not None else NoticeKind.INVITED
        tell([person.id], kind, clock(), path="")


def reset_password(person_id: int, password: str, hashed: Hash, clock: Clock) -> Person:
    """Choose a new password by a link from a mail; every session and remembered device of theirs ends.

    Refuses with Invalid on ``password``.
    """
    person = _locked(person_id)
    _choose(person, password, hashed)
    tell([person.id], NoticeKind.PASSWORD_CHANGED, clock(), path="")
    return person


def change_password(actor: Actor, password: str, hashed: Hash, clock: Clock) -> Person:
    """Change one's own password; every other session and remembered device ends. Refuses with Invalid on ``password``."""
    assert actor.person_id is not None
    return reset_password(actor.person_id, password, hashed, clock)


def ask_for_address(actor: Actor, email: str, clock: Clock) -> None:
    """Ask for another e-mail address: a link goes to the new one, and nothing changes until it is followed.

    Refuses with Invalid on ``email`` what cannot be one. Whether it is somebody else's is not said: the link then
    leads nowhere.
    """
    assert actor.person_id is not None
    address = tidy_address(email)
    if not is_address(address):
        raise Invalid({"email": say("Enter an e-mail address, such as name@example.org.")})
    tell([actor.person_id], NoticeKind.EMAIL_TO_CONFIRM, clock(), path="", to_address=address)


def change_address(person_id: int, email: str, clock: Clock) -> None:
    """Give a person this e-mail address, and tell the old one (rule 17). Refuses with NotNow an address that is taken."""
    person = _locked(person_id)
    address = tidy_address(email)
    if address == person.email:
        return
    if _taken(address):
        raise NotNow(say("This e-mail address cannot be used."))
    old, person.email = person.email, address
    tell([person.id], NoticeKind.EMAIL_CHANGED, clock(), path="", to_address=old)


def correct_address(actor: Actor, person_id: int, email: str, clock: Clock) -> None:
    """Change somebody's address for them, as an administrator; the old one is told. Refuses with Invalid on ``email``."""
    _administrator(actor, clock)
    address = tidy_address(email)
    if not is_address(address):
        raise Invalid({"email": say("Enter an e-mail address, such as name@example.org.")})
    try:
        change_address(person_id, address, clock)
    except NotNow as refusal:
        raise Invalid({"email": refusal.message}) from refusal


def deactivate(actor: Actor, person_id: int, clock: Clock) -> None:
    """End an account: it can no longer sign in, and its sessions end. What it did stays. Nobody ends their own."""
    _administrator(actor, clock)
    if person_id == actor.person_id:
        raise NotAllowed(say("Nobody ends their own account. Another administrator can."))
    person = _locked(person_id)
    person.active = False
    person.fs_uniquifier = new_key()


def reactivate(actor: Actor, person_id: int, clock: Clock) -> None:
    """Let somebody sign in again whose account was ended."""
    _administrator(actor, clock)
    _locked(person_id).active = True


def is_address(text: str) -> bool:
    """Whether a text can be an e-mail address; whether it is one is found out by writing to it."""
    return len(text) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def new_key() -> str:
    """A new name for somebody's sessions; giving it to them ends those they have."""
    return secrets.token_hex(24)


def _choose(person: Person, password: str, hashed: Hash) -> None:
    names = db.session.scalars(select(Committee.name).order_by(Committee.id)).all()
    refused = why_refused(password, (person.name, person.email, *names))
    if refused is not None:
        raise Invalid({"password": refused})
    person.password = hashed(password)
    person.fs_uniquifier = new_key()


def _administrator(actor: Actor, clock: Clock) -> None:
    if not may_anywhere(actor, BodyAction.MANAGE_PEOPLE, clock()):
        raise NotKnown


def _taken(email: str) -> bool:
    return db.session.scalar(select(Person.id).where(Person.email == email)) is not None


def _locked(person_id: int) -> Person:
    person = db.session.scalar(select(Person).where(Person.id == person_id).with_for_update())
    if person is None:
        raise NotKnown
    return person
