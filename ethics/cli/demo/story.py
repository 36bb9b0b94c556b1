"""One dilemma of the demonstration, from its file onto the timeline, every step through the services that rule it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from secrets import token_bytes

from sqlalchemy import select

from ethics.cli.demo.content import Table
from ethics.cli.demo.deliberating import play_advice
from ethics.cli.demo.people import Stage
from ethics.cli.demo.timeline import Moment, Timeline
from ethics.cli.demo.while_open import tell_while_open
from ethics.cli.demo.writing import write_paper
from ethics.domain.actor import Actor
from ethics.domain.deliberation import SALT_BYTES
from ethics.domain.positions import ConditionDraft, ConsiderationDraft, PositionDraft, StanceDraft, as_typed
from ethics.domain.vocabulary import (
    AbstainReason,
    AttendanceKind,
    ChangedBy,
    DeclarationKind,
    RedirectTo,
    RulingOutcome,
    Stance,
    State,
    Strength,
)
from ethics.extensions import db
from ethics.models import Declaration, Dilemma, Question, QuestionWording, Scenario, ScenarioWording
from ethics.services import bringing, declarations, issuing, meetings, positions, triage
from ethics.services.declarations import DeclarationDraft
from ethics.services.issuing import IssueDraft
from ethics.services.meetings import MeetingDraft, MeetingRecord

salt = partial(token_bytes, SALT_BYTES)


PUBLIC_BEFORE = 11
"""Days before a meeting on which its agenda is made public here."""


@dataclass(slots=True)
class Meetings:
    """The meetings of the demonstration by committee and day, each made when the first dilemma needs it."""

    line: Timeline
    stage: Stage
    made: dict[tuple[str, int], list[str]] = field(default_factory=dict)

    def on(self, committee: str, days: int, place: str) -> list[str]:
        """A place that holds the meeting's ref from the moment it is made."""
        key = (committee, days)
        if key not in self.made:
            held = self.made[key] = []
            hour = 14 if committee == "committee" else 18
            starts, ends = self.line.at(days, hour), self.line.at(days, hour + 2)
            secretary = "caroline-mott" if committee == "committee" else "martin-yeo"
            draft = MeetingDraft(starts, place, ends)

            def make(clock: Moment) -> None:
                committee_id = self.stage.committees[committee]
                held.append(meetings.make(self.stage.actor(secretary), committee_id, draft, clock))

            def publish(clock: Moment) -> None:
                meetings.publish_agenda(self.stage.actor(secretary), held[0], clock)

            self.line.add(self.line.at(min(days, 0) - 240, 9), f"meeting {days}", make)
            if days - PUBLIC_BEFORE < 0:
                self.line.add(self.line.at(days - PUBLIC_BEFORE, 10), f"agenda of {days} made public", publish)
        return self.made[key]


@dataclass(slots=True)
class Story:
    """A dilemma being told: its file, its people, and once it is started its ref and its ids by number."""

    table: Table
    stage: Stage
    line: Timeline
    meetings: Meetings
    ref: str = ""

    @property
    def committee(self) -> str:
        """The key of its committee."""
        return str(self.table.get("committee", "committee"))

    @property
    def secretary(self) -> str:
        """The key of its committee's Secretary."""
        return "caroline-mott" if self.committee == "committee" else "martin-yeo"

    @property
    def chair(self) -> str:
        """The key of whoever chairs its committee."""
        return "margaret-holloway" if self.committee == "committee" else "elspeth-garrow"

    @property
    def presiding(self) -> str:
        """The key of whoever holds the Chair's powers for it: the Vice-chair where the Chair is conflicted."""
        return str(self.table.get("meeting_record", {}).get("presided", self.chair))

    def day(self, name: str) -> int | None:
        """The day of this name, counted from today, if the file has it."""
        found = self.table["days"].get(name)
        return None if found is None else int(found)

    def add(self, days: int, hour: int, minute: int, what: str, who: str, do: Callable[..., object]) -> None:
        """Put ``do(actor, ref, clock)`` on the line, done by the person of key ``who``."""
        self.add_at(self.line.at(days, hour, minute), what, who, do)

    def add_at(self, when: datetime, what: str, who: str, do: Callable[..., object]) -> None:
        """The same, at a moment."""
        named = f"{self.table['slug']}: {what} ({who})"
        self.line.add(when, named, lambda clock: do(self.stage.actor(who), self.ref, clock))

    def dilemma(self) -> Dilemma:
        """Its row."""
        return db.session.scalars(select(Dilemma).where(Dilemma.ref == self.ref)).one()

    def questions(self) -> dict[int, int]:
        """Question ids by number."""
        rows = db.session.execute(
            select(QuestionWording.number, Question.id)
            .join(Question, Question.id == QuestionWording.question_id)
            .join(Dilemma, Dilemma.id == Question.dilemma_id)
            .where(Dilemma.ref == self.ref)
        )
        return {row.number: row.id for row in rows}

    def scenarios(self) -> dict[str, int | None]:
        """Scenario ids by number as the files write it; "0" is the question itself."""
        rows = db.session.execute(
            select(ScenarioWording.number, Scenario.id)
            .join(Scenario, Scenario.id == ScenarioWording.scenario_id)
            .join(Dilemma, Dilemma.id == Scenario.dilemma_id)
            .where(Dilemma.ref == self.ref)
        )
        return {"0": None} | {str(number): scenario_id for number, scenario_id in rows}


def tell(story: Story) -> None:
    """Put everything that happened to a dilemma on the line."""
    _brought(story)
    _triaged(story)
    _issued(story)
    _declared(story)
    _positions(story)
    tell_while_open(story)
    _met(story)
    play_advice(story)


def _brought(story: Story) -> None:
    table = story.table
    created = story.day("created")
    assert created is not None

    def start(clock: Moment) -> None:
        story.ref = write_paper(table, story.stage, story.committee, clock)

    story.line.add(story.line.at(created, 9), f"{table['slug']}: written", start)
    if (day := story.day("submitted")) is not None:
        story.add(day, 10, 0, "submitted", table["author"], bringing.submit)
    if (day := story.day("released")) is not None:
        story.add(day, 11, 0, "released", table["sponsor"], bringing.release)
    if (day := story.day("withdrawn")) is not None:
        reason = table["step_reason"]
        story.add(day, 15, 0, "withdrawn", table["sponsor"], lambda a, r, c: bringing.withdraw(a, r, reason, c))


def _triaged(story: Story) -> None:
    table = story.table
    if (day := story.day("accepted")) is not None:
        story.add(day, 12, 0, "accepted", story.secretary, triage.accept)
    if (day := story.day("redirected")) is not None:
        to = RedirectTo(table["redirect_to"])
        story.add(
            day,
            12,
            0,
            "redirected",
            story.secretary,
            lambda a, r, c: triage.redirect(a, r, to, table["step_reason"], c),
        )
    if (day := story.day("declined")) is not None:
        story.add(
            day, 12, 0, "declined", story.secretary, lambda a, r, c: triage.decline(a, r, table["step_reason"], c)
        )
    if (day := story.day("scheduled")) is not None:
        held = story.meetings.on(story.committee, table["meeting"]["offset_days"], table["meeting"]["place"])
        story.add(day, 13, 0, "scheduled", story.secretary, lambda a, r, c: meetings.schedule(a, r, held[0], c))


def _issued(story: Story) -> None:
    table = story.table
    if "opens_days" not in table:
        return
    closes = story.line.at(table["closes_days"], 17)
    draft = IssueDraft(closes, late_reason=table.get("late_reason", ""))
    story.add(table["opens_days"], 14, 0, "issued", story.secretary, lambda a, r, c: issuing.issue(a, r, draft, c))


def _declared(story: Story) -> None:
    table = story.table
    for n, row in enumerate(table.get("declaration", ())):
        when = story.line.at(table["opens_days"], 14, 20) + timedelta(minutes=9 * n)
        draft = DeclarationDraft(DeclarationKind.NIL)
        if row["interest"]:
            kind = story.stage.interest_types[story.committee, row["type"]]
            draft = DeclarationDraft(DeclarationKind.INTEREST, kind, row["nature"])
        story.add_at(when, "declared", row["person"], lambda a, r, c, d=draft: declarations.declare(a, r, d, c))
        if "ruling" in row:
            ruled = when + timedelta(hours=1, minutes=30)
            story.add_at(ruled, "ruled", row["ruling_by"], partial(_rule, story, row))


def _rule(story: Story, row: Table, actor: Actor, ref: str, clock: Moment) -> None:
    declaration = db.session.scalars(
        select(Declaration.id)
        .where(Declaration.dilemma_id == story.dilemma().id, Declaration.person_id == story.stage.people[row["person"]])
        .order_by(Declaration.id.desc())
        .limit(1)
    ).one()
    outcome = RulingOutcome(row["ruling"])
    declarations.rule(actor, ref, declaration, declarations.RulingDraft(outcome, row.get("ruling_reason", "")), clock)


def _positions(story: Story) -> None:
    table = story.table
    opens = story.line.at(table["opens_days"], 18) if "opens_days" in table else None
    for n, row in enumerate(table.get("position", ())):
        assert opens is not None
        evening = opens + timedelta(days=1 if table["closes_days"] - table["opens_days"] > 2 else 0, minutes=4 * n)
        when = min(evening, story.line.at(table["closes_days"], 16), story.line.until - timedelta(minutes=90))
        story.add_at(when, f"position {row['question']}", row["person"], partial(_give, story, row))
    for row in table.get("working_copy", ()):
        when = story.line.until - timedelta(minutes=40)
        story.add_at(when, "working copy", row["person"], partial(_keep, story, row))
    for row in table.get("revision", ()):
        when = story.line.at(table["meeting"]["offset_days"], 19)
        story.add_at(when, f"revision {row['question']}", row["person"], partial(_revise, story, row))


def _draft(story: Story, row: Table) -> PositionDraft:
    scenarios = story.scenarios()
    why = AbstainReason(row["abstain_reason"]) if "abstain_reason" in row else None
    stances = tuple(
        StanceDraft(scenarios[number], Stance(stance), why if stance == Stance.ABSTAIN else None)
        for number, stance in row.get("stances", {}).items()
    )
    return PositionDraft(
        stances=stances,
        considerations=tuple(
            ConsiderationDraft(point["text"], story.stage.principles.get(point.get("principle", "")))
            for point in row.get("considerations", ())
        ),
        conditions=tuple(
            ConditionDraft(point["text"], Strength(point["strength"]), point.get("who", ""))
            for point in row.get("conditions", ())
        ),
        harm_left=row.get("harm_left", ""),
        would_change=row.get("would_change", ""),
        facts_wanted="\n".join(row.get("facts_wanted", ())),
        changed_by=ChangedBy(row["because"]) if "because" in row else None,
        changed_text=row.get("because_text", ""),
    )


def _give(story: Story, row: Table, actor: Actor, ref: str, clock: Moment) -> None:
    positions.give(actor, ref, row["question"], _draft(story, row), clock, salt=salt)


def _keep(story: Story, row: Table, actor: Actor, ref: str, clock: Moment) -> None:
    positions.save_working_copy(actor, ref, row["question"], as_typed(_draft(story, row)), clock)


def _revise(story: Story, row: Table, actor: Actor, ref: str, clock: Moment) -> None:
    positions.revise(actor, ref, row["question"], _draft(story, row), clock, salt=salt)


def _met(story: Story) -> None:
    table = story.table
    recorded = table.get("meeting_record")
    if recorded is None:
        return
    present = {story.stage.people[key]: AttendanceKind.PRESENT for key in recorded["present"]}
    away = {story.stage.people[key]: AttendanceKind.APOLOGIES for key in recorded["apologies"]}
    draft = MeetingRecord(present | away, story.stage.people[recorded["presided"]], recorded["facts"])
    day = table["meeting"]["offset_days"]
    if recorded["presided"] != story.chair and recorded["presided"] not in _ruled_on(story):
        story.add(
            day, 20, 10, "absence", story.secretary, lambda a, r, c: declarations.record_chair_absence(a, r, None, c)
        )
    story.add(day, 20, 15, "recorded", story.secretary, lambda a, r, c: meetings.record(a, r, draft, c))
    if "deferral_reason" in table:
        held = story.meetings.on(story.committee, int(table["deferred_to_days"]), table["meeting"]["place"])
        story.add(
            day,
            20,
            20,
            "deferred",
            story.secretary,
            lambda a, r, c: meetings.defer(a, r, held[0], table["deferral_reason"], c),
        )
    elif table["state"] != State.ISSUED:
        story.add(day, 20, 20, "discussed", story.secretary, meetings.discuss)


def _ruled_on(story: Story) -> set[str]:
    return {row["person"] for row in story.table.get("declaration", ()) if row["interest"]}
