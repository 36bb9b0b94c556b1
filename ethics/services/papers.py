"""Starting a dilemma and writing the single parts of its paper. Its paragraphs are in blocks.py, its questions in questions.py."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Select, delete, select

from ethics.domain.actor import Actor, Clock
from ethics.domain.bodies import BodyAction, decide_for_body
from ethics.domain.policy import Action
from ethics.domain.refusal import Invalid, NotAllowed, StaleText
from ethics.domain.vocabulary import Classification, Event, ImplicationKind, PartyKind, State
from ethics.domain.words import say
from ethics.extensions import db
from ethics.models import (
    CommitteeForce,
    Dilemma,
    Implication,
    JournalEntry,
    PaperVersion,
    Party,
    PrincipleEngaged,
)
from ethics.reading import authors as writing
from ethics.reading import drafts
from ethics.reading.facts import current_version_id
from ethics.reading.people import day_of
from ethics.reading.positions import principles_open_to
from ethics.services import journal
from ethics.services.checking import Checked, asks_for_part_2
from ethics.services.editing import ANYTHING, Editing, RestsOn, edit
from ethics.services.holding import hold
from ethics.services.refs import new_ref

NO_TITLE = say("Give it a title, so that everybody can name it.")


@dataclass(frozen=True, slots=True)
class StartDraft:
    """What a dilemma begins with: whose force, which committee, what it is called."""

    force_id: int
    committee_id: int
    title: str


@dataclass(frozen=True, slots=True)
class AboutDraft:
    """The head of the paper. ``contact`` is never public; ``public_title`` stands for the title where that is not."""

    title: str
    public_title: str = ""
    report_of: str = ""
    authors: str = ""
    unit: str = ""
    sponsor_id: int | None = None
    classification: Classification | None = Classification.OFFICIAL
    contact: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class ImplicationDraft:
    """What is said of one implication; without a kind nothing is said yet."""

    name: str
    kind: ImplicationKind | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class PartyDraft:
    """One person, place or body the paper names; an empty name is no party."""

    name: str
    kind: PartyKind | None = None


@dataclass(frozen=True, slots=True)
class PartiesDraft:
    """All the parties, or "none" said outright."""

    parties: tuple[PartyDraft, ...] = ()
    none: bool = False


def start(actor: Actor, draft: StartDraft, clock: Clock) -> str:
    """Begin a dilemma of the actor's force for a committee the force may go to; gives back its ref.

    Refuses with NotAllowed who is not an author of that force, with Invalid a committee the force may not go to or a
    title that cannot stand. The actor is its author.
    """
    now = clock()
    day = day_of(now)
    roles = frozenset(holding.role for holding in actor.at_force(draft.force_id, day))
    verdict = decide_for_body(BodyAction.START_DILEMMA, roles)
    if not verdict or actor.person_id is None:
        raise NotAllowed(verdict.reason or say("A dilemma is started by an author of a force."))
    check = Checked()
    title = check.line("title", draft.title, NO_TITLE)
    link = select(CommitteeForce).filter_by(committee_id=draft.committee_id, force_id=draft.force_id)
    if db.session.scalar(link) is None:
        check.wrong("goes_to", say("Choose a committee this force puts dilemmas to."))
    check.done()
    dilemma = Dilemma(
        ref=new_ref(),
        committee_id=draft.committee_id,
        force_id=draft.force_id,
        author_id=actor.person_id,
        title=title,
        state=State.DRAFT,
        started_at=now,
    )
    db.session.add(dilemma)
    db.session.flush()
    db.session.add(
        PaperVersion(
            dilemma_id=dilemma.id,
            number=1,
            classification=Classification.OFFICIAL,
            made_at=now,
            saved_at=now,
            saved_by_id=actor.person_id,
        )
    )
    journal.write(dilemma, actor.person_id, Event.STARTED, now, facts={"version": 1})
    return dilemma.ref


def save_about(actor: Actor, ref: str, draft: AboutDraft, clock: Clock, on: RestsOn = ANYTHING) -> None:
    """Save the head of the paper. Refuses a sponsor who is not one of the force's.

    What an issued dilemma is called, who brings it and whether it is urgent are no part of a new version: they stay.
    """
    editing = edit(actor, ref, clock)
    dilemma, version = editing.dilemma, editing.version
    if dilemma.issued_at is not None:
        draft = replace(
            draft, title=dilemma.title, public_title=dilemma.public_title, unit=dilemma.unit, sponsor_id=None
        )
    editing.rest_on(on, drafts.about_values(dilemma, version), drafts.about_texts(dilemma, version))
    check = Checked()
    title = check.line("title", draft.title, NO_TITLE)
    public_title = check.line("public_title", draft.public_title)
    report_of = check.line("report_of", draft.report_of)
    authors = check.line("authors", draft.authors)
    unit = check.line("unit", draft.unit)
    contact = check.text("contact", draft.contact)
    if draft.sponsor_id is not None and draft.sponsor_id not in drafts.sponsors_of(
        dilemma.force_id, day_of(editing.held.now)
    ):
        check.wrong("sponsor", say("Choose one of the force’s sponsors."))
    if draft.sponsor_id is not None and draft.sponsor_id in writing.ids_of(dilemma)[1:]:
        check.wrong("sponsor", say("They are a co-author of this paper. A sponsor releases what others wrote."))
    if draft.classification is None:
        check.wrong("classification", say("Choose a classification."))
    check.done()
    assert draft.classification is not None
    if dilemma.issued_at is None:
        dilemma.title, dilemma.public_title, dilemma.unit = title, public_title, unit
        dilemma.sponsor_id, dilemma.urgent = draft.sponsor_id, draft.urgent
    version.report_of, version.authors, version.contact = report_of, authors, contact
    version.classification = draft.classification
    editing.saved("about")


def save_background_papers(actor: Actor, ref: str, text: str, clock: Clock, on: RestsOn = ANYTHING) -> None:
    """Save the list of background papers and appendices. It has no Part 2, so a marking there is refused."""
    editing = edit(actor, ref, clock)
    version = editing.version
    now = StaleText("background_papers", say("Background papers"), version.background_papers)
    editing.rest_on(on, [version.background_papers], [now])
    check = Checked()
    version.background_papers = open_text(check, "background_papers", text)
    check.done()
    editing.saved("background_papers")


def open_text(check: Checked, field: str, text: str) -> str:
    """A text that is always Part 1: a marking that asks for Part 2 sends it to a paragraph that can be closed (rule 14)."""
    said = check.text(field, text)
    if asks_for_part_2(said):
        check.wrong(
            field, say("This is marked for Part 2, and nothing here can be closed. Put it in a paragraph of the paper.")
        )
    return said


def save_implications(
    actor: Actor, ref: str, draft: Sequence[ImplicationDraft], clock: Clock, on: RestsOn = ANYTHING
) -> None:
    """Save what the paper says of each implication: the committee's headings, and further ones of its own.

    One said to be described needs its words. What is left open is not stored; words typed beside any other answer are
    kept with it.
    """
    editing = edit(actor, ref, clock)
    stored = drafts.implications(editing.version.id)
    editing.rest_on(on, drafts.implication_values(stored), _implications_now(draft, stored))
    check = Checked()
    kept: dict[str, tuple[ImplicationKind, str]] = {}
    for at, one in enumerate(draft):
        name = check.line(f"implications-{at}-name", one.name)
        text = open_text(check, f"implications-{at}-text", one.text)
        if not name and (text or one.kind is not None):
            check.wrong(f"implications-{at}-name", say("Say what it is an implication for."))
        kind = one.kind if one.kind is not None or not text else ImplicationKind.TEXT
        if kind is ImplicationKind.TEXT and not text:
            check.wrong(f"implications-{at}-text", say("Describe it, or choose another answer."))
        if name.casefold() in {known.casefold() for known in kept}:
            check.wrong(f"implications-{at}-name", say("This implication is already in the list."))
        if name and kind is not None:
            kept[name] = (kind, text)
    check.done()
    db.session.execute(delete(Implication).where(Implication.version_id == editing.version.id))
    for at, (name, (kind, text)) in enumerate(kept.items(), 1):
        db.session.add(Implication(version_id=editing.version.id, position=at, name=name, kind=kind, text=text))
    editing.saved("implications")


def _implications_now(draft: Sequence[ImplicationDraft], stored: Sequence[Implication]) -> list[StaleText]:
    """What stands of each that was typed. What another added stands beside the last row: a save replaces the list."""
    said = {one.name: one.text or str(one.kind.words) for one in stored}
    texts = []
    for at, one in enumerate(draft):
        label, now = say("%(name)s", name=one.name), said.pop(one.name, "")
        if at == len(draft) - 1 and said:
            label = say("Added meanwhile; it goes if you keep what you typed")
            now = "\n".join([*([now] if now else []), *(f"{name}: {words}" for name, words in said.items())])
        if one.name or now:
            texts.append(StaleText(f"implications-{at}-text", label, now))
    return texts


def save_principles(actor: Actor, ref: str, principle_ids: Sequence[int], clock: Clock, on: RestsOn = ANYTHING) -> None:
    """Save which principles the force says its dilemma engages: of the committee's frameworks, or kept from before."""
    editing = edit(actor, ref, clock)
    engaged = set(db.session.scalars(_engaged(editing)))
    now = StaleText("principles", say("Principles"), "\n".join(str(one) for one in sorted(engaged)))
    editing.rest_on(on, sorted(engaged), [now])
    open_to_it = principles_open_to(editing.dilemma.committee_id, editing.dilemma.started_at)
    offered = {one.id for one in open_to_it}
    if not set(principle_ids) <= offered | engaged:
        raise Invalid({"principles": say("Choose from the principles this committee reasons with.")})
    db.session.execute(delete(PrincipleEngaged).where(PrincipleEngaged.version_id == editing.version.id))
    for principle_id in sorted(set(principle_ids)):
        db.session.add(PrincipleEngaged(version_id=editing.version.id, principle_id=principle_id))
    editing.saved("principles")


def _engaged(editing: Editing) -> Select[int]:
    return select(PrincipleEngaged.principle_id).where(PrincipleEngaged.version_id == editing.version.id)


def save_parties(actor: Actor, ref: str, draft: PartiesDraft, clock: Clock, on: RestsOn = ANYTHING) -> None:
    """Save the people, places and bodies the paper names, or that it names none: members see them before they declare."""
    editing = edit(actor, ref, clock)
    stored = drafts.parties(editing.version.id)
    editing.rest_on(on, drafts.party_values(editing.version, stored), _parties_now(draft, stored))
    check = Checked()
    kept: list[tuple[str, PartyKind]] = []
    for at, one in enumerate(draft.parties):
        name = check.line(f"parties-{at}-name", one.name)
        if asks_for_part_2(name):
            check.wrong(
                f"parties-{at}-name", say("Everyone who is asked to declare sees this, so it cannot be closed.")
            )
        if not name:
            continue
        if one.kind is None:
            check.wrong(f"parties-{at}-kind", say("Say whether it is a person, a place or a body."))
        else:
            kept.append((name, one.kind))
    if draft.none and kept:
        check.wrong("none", say("Either name the parties or say that there are none."))
    check.done()
    db.session.execute(delete(Party).where(Party.version_id == editing.version.id))
    for at, (name, kind) in enumerate(kept, 1):
        db.session.add(Party(version_id=editing.version.id, position=at, name=name, kind=kind))
    editing.version.no_parties = draft.none and not kept
    editing.saved("parties")


def _parties_now(draft: PartiesDraft, stored: Sequence[Party]) -> list[StaleText]:
    """What stands in each row that was typed; the last says all that stands beyond it, for a save replaces the list."""
    texts, last = [], len(draft.parties) - 1
    for at in range(len(draft.parties)):
        number = say("Party %(number)s", number=at + 1)
        here = stored[at : at + 1] if at < last else stored[at:]
        if not here and not draft.parties[at].name:
            continue
        texts.append(StaleText(f"parties-{at}-name", number, ", ".join(one.name for one in here)))
        kind = here[0].kind.value if len(here) == 1 else ""
        texts.append(StaleText(f"parties-{at}-kind", say("%(what)s is", what=number), kind))
    return texts


def record_part_2_read(
    actor: Actor,
    ref: str,
    clock: Clock,
    action: Action = Action.READ_PART_2,
    *,
    attachment: int = 0,
    version: int | None = None,
) -> bool:
    """Journal that the actor read Part 2, once for each version and day, and each file apart; gives back whether a line was written.

    Who brings the dilemma reads their own. Refuses with NotAllowed or NotKnown who may not read it (``action``: the
    paper's closed parts, or its source file; ``attachment``: the number of the closed one that was fetched).
    ``version`` is the number of the version that was read; without it, the one in force.
    """
    what: dict[str, object] = {"source": True} if action is Action.READ_SOURCE else {}
    if attachment:
        what = {"attachment": attachment}
    if _is_recorded(actor, ref, clock, version, what):
        return False
    held = hold(actor, ref, action, clock)
    if held.standing.author or held.standing.sponsor:
        return False
    if version is None:
        version = db.session.get_one(PaperVersion, current_version_id(held.dilemma.id)).number
    held.journal(Event.PART_2_READ, facts={"version": version} | what)
    return True


def _is_recorded(actor: Actor, ref: str, clock: Clock, version: int | None, what: Mapping[str, object]) -> bool:
    """Whether this person's read of this, in this version or the one in force, is already in the journal of today."""
    in_force = (
        select(PaperVersion.number)
        .where(PaperVersion.dilemma_id == Dilemma.id)
        .order_by(PaperVersion.frozen_at.is_(None), PaperVersion.number.desc())
        .limit(1)
        .correlate(Dilemma)
        .scalar_subquery()
    )
    lately = db.session.execute(
        select(JournalEntry.at, JournalEntry.facts, in_force.label("version"))
        .join(Dilemma, Dilemma.id == JournalEntry.dilemma_id)
        .where(
            Dilemma.ref == ref, JournalEntry.actor_id == actor.person_id, JournalEntry.event == Event.PART_2_READ,
            JournalEntry.at > clock() - timedelta(days=1, hours=1),
        )
    )  # fmt: skip
    return any(
        day_of(row.at) == day_of(clock()) and row.facts == {"version": version or row.version, **what} for row in lately
    )
