"""The demonstration alone: its cast, each a button away, and its mail to read. Elsewhere none of this exists."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from flask import Flask, abort, current_app, request

from ethics.domain.vocabulary import SEATED, Role
from ethics.domain.words import Message, say
from ethics.reading import accounts
from ethics.settings import Settings
from ethics.web import door, post
from ethics.web.account import sessions
from ethics.web.account.arriving import arrive
from ethics.web.account.blueprint import bp
from ethics.web.door import Visit
from ethics.web.rendering import render

CAST = Path(__file__).parents[2] / "cli" / "demo" / "content" / "cast.toml"

_HEADINGS: Mapping[str, Message] = {
    "committee": say("The Committee"),
    "around": say("Around the Committee"),
    "elsewhere": say("Another committee, on the same site"),
}
_ROLES = {role.value: role for role in Role}
_DO = {
    Role.MEMBER: say("Sign in as a member"),
    Role.CHAIR: say("Sign in as the Chair"),
    Role.AUTHOR: say("Sign in as an author"),
}


@dataclass(frozen=True, slots=True)
class CastMember:
    """One of the invented people: who they are, and why one might want to sit at their desk."""

    key: str
    name: str
    email: str
    roles: tuple[Role, ...]
    former: bool
    force: str
    """The force they belong to, where that is all they do."""
    why: str
    group: str
    place: int
    """Where they stand among the good places to start; 0 for everyone else."""

    @property
    def do(self) -> Message:
        """What their button says."""
        return _DO.get(self.roles[0], say("Sign in")) if self.place else say("Sign in")


@dataclass(frozen=True, slots=True)
class Group:
    """Those of the cast who stand together on the page."""

    heading: Message
    people: tuple[CastMember, ...]


@dataclass(frozen=True, slots=True)
class Cast:
    """The cast as the sign-in page offers it."""

    starts: tuple[CastMember, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Mail:
    """One message the demonstration has sent."""

    to: str
    subject: str
    at: datetime
    paragraphs: tuple[str, ...]
    link: str


def read_cast(file: Path = CAST) -> tuple[CastMember, ...]:
    """The cast from the demonstration's own content, in its order."""
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    forces = {"force": content["committee"]["force"], "other_force": content["other_committee"]["force"]}
    return tuple(_member(person, forces) for person in content["person"])


def _member(person: Mapping[str, Any], forces: Mapping[str, str]) -> CastMember:
    held = person["appointments"]
    roles, body = tuple(_ROLES[one["role"]] for one in held), str(held[0]["body"])
    return CastMember(
        key=person["key"],
        name=f"{person['honorific']} {person['name']}" if person.get("honorific") else str(person["name"]),
        email=person["email"],
        roles=roles,
        former=any("ended_days_ago" in one for one in held),
        force=forces.get(body, "") if len(held) == 1 else "",
        why=person.get("start_text") or person["reason"],
        group="elsewhere" if body.startswith("other") else "committee" if roles[0] in SEATED else "around",
        place=person.get("start_here", 0),
    )


def offered() -> Cast | None:
    """The cast as this page offers it; None outside the demonstration."""
    cast: Sequence[CastMember] = current_app.extensions["demo_cast"]
    if not cast:
        return None
    starts = tuple(sorted((person for person in cast if person.place), key=lambda person: person.place))
    rest = [person for person in cast if not person.place]
    groups = tuple(
        Group(heading, tuple(person for person in rest if person.group == group))
        for group, heading in _HEADINGS.items()
    )
    return Cast(starts, groups)


@bp.post("/demo/sign-in-as")
@door.public
def sign_in_as(visit: Visit) -> Any:
    """Sit down at somebody’s desk, without a password: in the demonstration alone."""
    cast = {person.key: person for person in current_app.extensions["demo_cast"]}
    chosen = cast.get(request.form.get("key", ""))
    person = accounts.with_address(chosen.email) if chosen else None
    if person is None:
        abort(404)
    sessions.begin(person)
    return arrive(person.id, request.form.get("next"), request.form.get("kept"))


@bp.get("/demo/mail")
@door.public
def demo_mail(visit: Visit) -> Any:
    """The mail that the demonstration would have sent."""
    settings: Settings = current_app.extensions["settings"]
    folder = post.folder_of(settings)
    if not settings.demo or folder is None:
        abort(404)
    newest = sorted(folder.glob("*.eml"), reverse=True)[:100]
    return render("account/demo_mail.html", mails=[_read(file) for file in newest])


def _read(file: Path) -> Mail:
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    words = str(message.get_content()).replace("\r\n", "\n").partition("\n-- \n")[0]
    paragraphs = [" ".join(part.split()) for part in words.split("\n\n") if part.strip()]
    link = next((word for word in words.split() if word.startswith(("http://", "https://"))), "")
    return Mail(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        at=message["Date"].datetime,
        paragraphs=tuple(part for part in paragraphs if not link or link not in part),
        link=link,
    )


def register(app: Flask, settings: Settings) -> None:
    """Let the demonstration know its cast; anywhere else there is none."""
    app.extensions["demo_cast"] = read_cast() if settings.demo else ()
