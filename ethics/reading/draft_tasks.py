"""The task list of a draft: what is done and what is not begun, what an import found, advice, and what still holds it back."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from ethics.domain import lifecycle
from ethics.domain.actor import Actor
from ethics.domain.policy import Action, Standing, Verdict, decide
from ethics.domain.vocabulary import Classification, Event, Part, QuestionKind, Section, State, Step, Worded
from ethics.domain.words import Message, say, say_many
from ethics.extensions import db
from ethics.models import (
    Attachment,
    Block,
    Dilemma,
    JournalEntry,
    PaperVersion,
    Party,
    PrincipleEngaged,
    QuestionScenario,
    QuestionWording,
    Reason,
    ScenarioWording,
    Source,
)
from ethics.reading import drafts
from ethics.reading.authors import names_of
from ethics.reading.choices import headings_for
from ethics.reading.draft_parts import is_to_check
from ethics.reading.standing import open_dilemma, times


class TaskState(Worded):
    """How far one part of a paper has come."""

    DONE = "done", "Done"
    BEGUN = "begun", "Begun"
    CHECK = "check", "Check it"
    NOT_BEGUN = "not_begun", "Not begun"
    OPTIONAL = "optional", "Nothing, and need not be"


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the list; ``found`` says in a sentence what is there."""

    part: str
    words: Message
    state: TaskState
    found: Message | None = None


@dataclass(frozen=True, slots=True)
class DraftView:
    """The whole list for its author. ``missing`` holds the paper back; ``advice`` does not."""

    ref: str
    title: str
    row_version: int
    urgent: bool
    saved_at: datetime
    saved_by: str
    """Whose save that was, where several write it."""
    tasks: tuple[Task, ...]
    advice: tuple[Message, ...]
    missing: Message | None
    may_withdraw: Verdict
    came_back: str
    came_back_from: Step | None
    source_name: str
    unplaced: int
    notes: tuple[str, ...]
    version: int = 1
    """The number of the version being written: 2 or more is a new version of an issued paper."""


_TEXTS = (Section.PURPOSE, Section.RECOMMENDATION, Section.DILEMMA, Section.BACKGROUND, Section.LEGISLATION)
_NEED_NOT_BE = ("legislation", "scenarios", "background_papers", "attachments")
NAMES = {
    "about": say("About the paper"),
    **{section.value: section.words for section in _TEXTS},
    "scenarios": say("Scenarios"),
    "questions": say("Questions"),
    "implications": say("Implications"),
    "principles": say("Principles engaged"),
    "parties": say("People, places and bodies named"),
    "background_papers": say("Background papers"),
    "attachments": say("Attachments"),
}
"""What the parts of a paper are called, in the order of the list."""


AUTHORS = "authors"
"""The line of the list that is no part of the paper: who writes it."""


def draft(actor: Actor, ref: str, now: datetime) -> DraftView:
    """The task list of the draft at ``ref`` for its author (Action.EDIT_PAPER); refuses as the policy says."""
    dilemma, standing = open_dilemma(actor, ref, Action.EDIT_PAPER, now)
    return _Looking(dilemma, standing, now).view()


class _Looking:
    """One look at everything in a draft."""

    def __init__(self, dilemma: Dilemma, standing: Standing, now: datetime) -> None:
        self.dilemma, self.standing, self.now = dilemma, standing, now
        self.version = db.session.scalars(
            select(PaperVersion)
            .where(PaperVersion.dilemma_id == dilemma.id)
            .order_by(PaperVersion.number.desc())
            .limit(1)
        ).one()
        here = self.version.id
        self.blocks = db.session.execute(
            select(Block.section, Block.scenario_id, Block.part, Block.number).where(Block.version_id == here)
        ).all()
        self.scenarios = db.session.scalars(
            select(ScenarioWording).where(ScenarioWording.version_id == here).order_by(ScenarioWording.number)
        ).all()
        self.questions = db.session.scalars(
            select(QuestionWording).where(QuestionWording.version_id == here).order_by(QuestionWording.number)
        ).all()
        ids = [one.id for one in self.questions]
        self.asked_of = set(
            db.session.scalars(select(QuestionScenario.scenario_id).where(QuestionScenario.wording_id.in_(ids)))
        )
        self.writers = names_of(dilemma)
        self.implications = drafts.implications(here)
        self.headings = headings_for(dilemma.committee_id, dilemma.started_at)
        shut = select(func.count()).where(Attachment.version_id == here, Attachment.part == Part.CLOSED)
        self.attachments, self.shut, self.principles, self.parties = db.session.execute(
            select(
                select(func.count()).where(Attachment.version_id == here).scalar_subquery(),
                shut.scalar_subquery(),
                select(func.count()).where(PrincipleEngaged.version_id == here).scalar_subquery(),
                select(func.count()).where(Party.version_id == here).scalar_subquery(),
            )
        ).one()
        self.source = db.session.scalars(
            select(Source).where(Source.dilemma_id == dilemma.id).order_by(Source.id.desc()).limit(1)
        ).first()

    def view(self) -> DraftView:
        step, reason = self.came_back() if self.dilemma.issued_at is None else (None, "")
        return DraftView(
            ref=self.dilemma.ref,
            title=self.dilemma.title,
            row_version=self.dilemma.row_version,
            urgent=self.dilemma.urgent,
            saved_at=self.version.saved_at,
            saved_by=self.writers.get(self.version.saved_by_id, "") if len(self.writers) > 1 else "",
            tasks=(*(self.task(part) for part in NAMES), self.written_by()),
            advice=tuple(self.advice()),
            missing=lifecycle.still_missing(self.dilemma.state, self.sends_by, self.facts(), self.now),
            may_withdraw=decide(Action.WITHDRAW, self.standing),
            came_back=reason,
            came_back_from=step,
            source_name=self.source.name if self.source else "",
            unplaced=len(drafts.tray_pieces(self.source.unplaced)) if self.source else 0,
            notes=tuple(self.source.found.get("notes", ())) if self.source else (),
            version=self.version.number,
        )

    @property
    def sends_by(self) -> Step:
        """The step whose guards hold it back: those of a draft, or of a new version of an issued paper."""
        return Step.SUBMIT if self.dilemma.issued_at is None else Step.REVISE_PAPER

    def facts(self) -> lifecycle.Facts:
        """What the guard of sending it looks at; the service reads the same again under the lock."""
        return lifecycle.Facts(
            times=times(self.dilemma),
            urgent=self.dilemma.urgent,
            questions=len(self.questions),
            parties_said=bool(self.parties) or self.version.no_parties,
            has_open_title=bool(self.dilemma.public_title) or not self.wholly_closed(),
            has_sponsor=self.dilemma.sponsor_id is not None,
        )

    def task(self, part: str) -> Task:
        """One line: its state, and what is there."""
        state, found = self.about() if part == "about" else self.rest(part)
        if state is TaskState.NOT_BEGUN and part in _NEED_NOT_BE:
            state = TaskState.OPTIONAL
        if is_to_check(self.source, part) and state in (TaskState.DONE, TaskState.BEGUN):
            return Task(part, NAMES[part], TaskState.CHECK, self.sureness(part, found))
        return Task(part, NAMES[part], state, found)

    def sureness(self, part: str, found: Message | None) -> Message:
        """What the import found of a part, and whether it is sure of it."""
        said = found or say("Read from the file")
        if self.source is not None and part in self.source.found.get("unsure", ()):
            return say("%(said)s. Partly guessed: read it against the file.", said=said)
        if found is None or part == "about":
            return say("%(said)s.", said=said)
        return say("%(said)s. The file says so plainly.", said=said)

    def about(self) -> tuple[TaskState, Message | None]:
        lacking = [
            words
            for words, text in (
                (say("report of"), self.version.report_of),
                (say("authors"), self.version.authors),
                (say("person to contact"), self.version.contact),
                (say("sponsor"), self.dilemma.sponsor_id),
            )
            if not text
        ]
        if not lacking:
            return TaskState.DONE, None
        listed = lacking[0]
        for words in lacking[1:]:
            listed = say("%(these)s, %(this)s", these=listed, this=words)
        return TaskState.BEGUN, say("Still to fill in: %(listed)s", listed=listed)

    def rest(self, part: str) -> tuple[TaskState, Message | None]:
        if part == "scenarios":
            return _counted(say_many("%(n)s scenario", "%(n)s scenarios", len(self.scenarios)))
        if part == "questions":
            return self.asked()
        if part == "implications":
            return self.implied()
        if part == "principles":
            return _counted(say_many("%(n)s principle chosen", "%(n)s principles chosen", self.principles))
        if part == "parties":
            return self.named()
        if part == "attachments":
            return _counted(say_many("%(n)s attached", "%(n)s attached", self.attachments))
        if part == "background_papers":
            return (TaskState.DONE if self.version.background_papers else TaskState.NOT_BEGUN), None
        there = sum(1 for block in self.blocks if block.section.value == part and block.number)
        return _counted(say_many("%(n)s paragraph", "%(n)s paragraphs", there))

    def asked(self) -> tuple[TaskState, Message | None]:
        kinds = Counter(one.kind for one in self.questions)
        state, found = _counted(say_many("%(n)s question", "%(n)s questions", len(self.questions)))
        if found is None or len(kinds) < 2:
            return state, found
        each = {kind.value: kinds[kind] for kind in QuestionKind}
        return state, say("%(found)s: %(closed)s closed, %(open)s open, %(action)s for action", found=found, **each)

    def implied(self) -> tuple[TaskState, Message | None]:
        said = {one.name for one in self.implications}
        left = [name for name in self.headings if name not in said]
        if not said:
            return TaskState.NOT_BEGUN, None
        if left:
            return TaskState.BEGUN, say_many(
                "Nothing said yet for %(name)s", "Nothing said yet for %(n)s of them", len(left), name=left[0]
            )
        return TaskState.DONE, say_many("%(n)s answered", "%(n)s answered", len(said))

    def named(self) -> tuple[TaskState, Message | None]:
        if self.version.no_parties:
            return TaskState.DONE, say("None, said outright")
        return _counted(say_many("%(n)s named", "%(n)s named", self.parties))

    def written_by(self) -> Task:
        """Who writes it with its first author; it is no part of the paper, and stands last."""
        _, *others = self.writers.values()
        words = say("Who writes the paper")
        if not others:
            return Task(AUTHORS, words, TaskState.OPTIONAL, say("You alone, so far. Colleagues can be named."))
        return Task(AUTHORS, words, TaskState.DONE, say("%(names)s", names=", ".join(self.writers.values())))

    def wholly_closed(self) -> bool:
        worded = (*(one.part for one in self.questions), *(one.part for one in self.scenarios))
        parts = [*(one.part for one in self.blocks), *worded]
        return bool(parts) and Part.OPEN not in parts

    def advice(self) -> list[Message]:
        """What may be worth doing before it goes on; nothing here holds it back."""
        said: list[Message] = []
        closed = bool(self.shut) or Part.CLOSED in {one.part for rows in (self.blocks, self.questions) for one in rows}
        if self.version.classification is not Classification.OFFICIAL and not closed:
            said.append(
                say(
                    "The paper is marked OFFICIAL-SENSITIVE and no part of it is closed. Choose what belongs in Part 2."
                )
            )
        dilemma = sum(1 for block in self.blocks if block.section is Section.DILEMMA)
        if dilemma > 1:
            said.append(
                say("The dilemma runs to %(n)s paragraphs. Members read it first; one sentence helps them.", n=dilemma)
            )
        written = {block.scenario_id for block in self.blocks}
        for scenario in self.scenarios:
            if scenario.scenario_id not in written:
                said.append(say("Scenario %(number)s has a title and no text.", number=scenario.number))
            if self.questions and scenario.scenario_id not in self.asked_of:
                said.append(say("No question says that it applies to scenario %(number)s.", number=scenario.number))
        if not self.principles:
            said.append(say("No principle is chosen. Members will ask which ones the dilemma engages."))
        if self.source is not None and self.source.unplaced:
            said.append(say("Some words of the file have no place yet."))
        return said

    def came_back(self) -> tuple[Step | None, str]:
        """If the paper came back to its author, by which step, and the reason typed then."""
        row = db.session.execute(
            select(JournalEntry.step, Reason.text)
            .outerjoin(Reason, Reason.id == JournalEntry.reason_id)
            .where(
                JournalEntry.dilemma_id == self.dilemma.id,
                JournalEntry.event == Event.STATE_CHANGED,
                JournalEntry.to_state == State.DRAFT,
            )
            .order_by(JournalEntry.number.desc())
            .limit(1)
        ).first()
        return (row.step, row.text or "") if row else (None, "")


def _counted(found: Message) -> tuple[TaskState, Message | None]:
    """Done with what was counted, or not begun."""
    return (TaskState.DONE, found) if found.n else (TaskState.NOT_BEGUN, None)
