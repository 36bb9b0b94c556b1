"""Canaries: a word nobody else uses in every sealed, closed and personal field of a dilemma, and who may meet each.

Who may is said here once more, from product.md's table and in its words, not taken from the program's rulebook: where
the two disagree a test fails.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, current_app
from sqlalchemy import select, update
from werkzeug.routing import Rule

from ethics import richtext
from ethics.domain.correcting import CorrectionKind
from ethics.domain.enquiries import Stage
from ethics.domain.vocabulary import KeptAs, NewVersion, Part, PartReason, Reply, RulingOutcome, Section, State
from ethics.extensions import db
from ethics.models import (
    AgendaItem,
    Attachment,
    Block,
    Clause,
    Condition,
    Consideration,
    Correction,
    Dilemma,
    Meeting,
    PaperVersion,
    Position,
    QuestionWording,
    ScenarioWording,
    Source,
    TypedCopy,
)
from ethics.reading import public_copy
from ethics.reading.version_content import content_of
from ethics.services import files, keeping
from tests import acts
from tests.attachments import attach, pdf
from tests.browser import Browser
from tests.cast import AnySession, Cast, Someone, another_author
from tests.conftest import Clock
from tests.factories import NOW, a_dilemma

LISTS = (
    "/", "/agendas", "/desk", "/dilemmas", "/meetings", "/members", "/papers/new", "/people", "/seats", "/account",
    "/settings", "/settings/committees/<slug>/<any(interests, implications, frameworks):kind>",
)  # fmt: skip
"""Addresses without a dilemma of their own in which one could be named."""


@dataclass(frozen=True)
class Canary:
    """One word, what it stands in, and the ids of the people who may meet it."""

    word: str
    stands_in: str
    may: frozenset[int]


class Aviary:
    """The canaries of one dilemma, planted where the fields are."""

    def __init__(self, session: AnySession, cast: Cast, dilemma: Dilemma, *, revealed: bool) -> None:
        self.session, self.cast, self.dilemma, self.revealed = session, cast, dilemma, revealed
        self.co_author = another_author(session, cast)
        acts.name_co_author(session, dilemma, self.co_author, cast.author)
        self.canaries: list[Canary] = []
        self._positions()
        self._working_copy()
        self._closed_text()
        self._contact()
        self._declarations()
        self._advice()
        self._enquiries()
        self._notes()
        self._typed()
        self._source()
        self._attachments()
        self._earlier_states()
        self._new_version()

    # -- who may, by product.md ------------------------------------------------------------------------------------

    @property
    def withdrawn(self) -> set[int]:
        return {self.cast.agnes.id}

    @property
    def readers(self) -> set[int]:
        """Members whose own declaration has opened the item to them."""
        cast = self.cast
        before = {cast.joan.id, cast.tomos.id, cast.grace.id}
        opened = before if not self.revealed else {p.id for p in (*cast.positions_given_by, cast.coopted)}
        return opened - self.withdrawn

    @property
    def force(self) -> set[int]:
        return self.authors | {self.cast.sponsor.id}

    @property
    def authors(self) -> set[int]:
        """Who began the paper, and who writes it with him."""
        return {self.cast.author.id, self.co_author.id}

    @property
    def state(self) -> State:
        return self.dilemma.state

    @property
    def is_agreed(self) -> bool:
        return self.dilemma.agreed_at is not None

    # -- planting --------------------------------------------------------------------------------------------------

    def _word(self, stands_in: str, may: Iterable[int]) -> str:
        word = f"zq{self.dilemma.id}x{len(self.canaries):03d}w"
        self.canaries.append(Canary(word, stands_in, frozenset(may)))
        return word

    def _positions(self) -> None:
        rows = self.session.execute(
            select(Position.id, Position.person_id).where(Position.dilemma_id == self.dilemma.id)
        ).all()
        for position_id, person_id in rows:
            who = {person_id} - self.withdrawn
            if self.revealed:
                who |= self.readers | {self.cast.secretary.id}
            for kind in (Consideration, Condition):
                ids = self.session.scalars(select(kind.id).where(kind.position_id == position_id)).all()
                for row_id in ids:
                    word = self._word(f"a {kind.__name__.lower()} of {self.cast.called(person_id).name}", who)
                    self.session.execute(update(kind).where(kind.id == row_id).values(text=f"Think of {word}."))

    def _working_copy(self) -> None:
        if self.revealed:
            return
        word = self._word("a working copy of Joan’s", {self.cast.joan.id})
        acts.save_working_copy(
            self.session, self.dilemma, self.cast.joan, 2, {"considerations-0-text": f"Half of {word}"}
        )

    def _closed_text(self) -> None:
        cast = self.cast
        who = self.force | {cast.secretary.id}
        if self.dilemma.issued_at is not None:
            who |= self.readers
        if self.is_agreed:
            who |= {cast.reviewer.id}
        version = acts.version_of(self.session, self.dilemma)
        block = self.session.scalars(
            select(Block).where(Block.version_id == version.id).order_by(Block.position)
        ).first()
        assert block is not None
        text = f"They keep it under {self._word('a closed paragraph', who)}."
        block.text, block.html = text, richtext.html(text)
        block.part, block.part_reason, block.part_note = Part.CLOSED, PartReason.SECTION_31, "How it is kept"
        question = acts.questions_of(self.session, self.dilemma)[-1]
        question.part, question.part_reason = Part.CLOSED, PartReason.SECTION_31
        question.text = f"Is it acceptable to {self._word('a closed question', who)}?"
        question.title = f"On {self._word('the title of a closed question', who)}"
        scenario = self.session.scalars(select(ScenarioWording).where(ScenarioWording.version_id == version.id)).first()
        if scenario is not None:
            scenario.title = f"In {self._word('the title of a closed scenario', who)}"
            scenario.part, scenario.part_reason = Part.CLOSED, PartReason.SECTION_30
            inside = self.session.scalars(select(Block).where(Block.scenario_id == scenario.scenario_id)).first()
            assert inside is not None
            inside.text = f"| Where | When |\n| --- | --- |\n| {self._word('a closed table', who)} | noon |"
            inside.html, inside.part, inside.part_reason = (
                richtext.html(inside.text),
                Part.CLOSED,
                PartReason.SECTION_30,
            )
        self.dilemma.title = f"Footage of {self._word('a title with a public one in its place', who)}"
        self.dilemma.public_title = "Footage from doorbells"
        self.session.flush()

    def _contact(self) -> None:
        cast = self.cast
        who = self.force | {cast.secretary.id} | self.readers | {cast.adviser.id, cast.observer.id}
        if self.is_agreed:
            who |= {cast.reviewer.id}
        version = acts.version_of(self.session, self.dilemma)
        self.session.execute(
            update(PaperVersion)
            .where(PaperVersion.id == version.id)
            .values(contact=f"Ring {self._word('the contact', who)}")
        )

    def _declarations(self) -> None:
        cast, dilemma = self.cast, self.dilemma
        knows = {cast.secretary.id, cast.monitoring.id, cast.chair.id}
        plain = knows | {p.id for p in (*cast.positions_given_by, cast.coopted)} - self.withdrawn
        nature = self._word("the nature of an interest of Agnes’s", plain | {cast.agnes.id})
        made = acts.declare(self.session, dilemma, cast.agnes, cast.interests["personal"], nature=f"It is {nature}")
        acts.rule(self.session, made, cast.chair, RulingOutcome.WITHDRAW)
        hidden = self._word("a sensitive interest of Grace’s", knows | {cast.grace.id})
        secret = acts.declare(
            self.session, dilemma, cast.grace, cast.interests["sensitive"], sensitive=True, nature=f"It is {hidden}"
        )
        acts.rule(self.session, secret, cast.chair, RulingOutcome.NOTE_ONLY)

    def _advice(self) -> None:
        cast = self.cast
        who = {cast.secretary.id, cast.chair.id}
        if self.state is State.CIRCULATED or self.is_agreed:
            who |= self.readers | {cast.grace.id}
        agreed = {cast.adviser.id, cast.observer.id, cast.reviewer.id} if self.is_agreed else set()
        if self.dilemma.sent_at is not None:
            agreed |= self.force
        clauses = self.session.scalars(
            select(Clause).where(Clause.dilemma_id == self.dilemma.id).order_by(Clause.id)
        ).all()
        for clause in clauses:
            clause.text = f"The force may {self._word('a clause', who | agreed)}."
        if not clauses or self.is_agreed:
            return
        wording = f"Add {self._word('an objection', who | {cast.tomos.id})}"
        acts.confirm(self.session, clauses[0], cast.tomos, Reply.OBJECT, wording=wording)
        view = acts.announce_minority_view(self.session, self.dilemma, cast.tomos)
        view.text = f"I hold {self._word('a minority view', who | {cast.tomos.id})}"
        view.written_at = self.dilemma.circulated_at

    def _enquiries(self) -> None:
        """One with the Secretary, one sent back, one passed on in mended words and answered, of Joan’s and Tomos’s."""
        cast = self.cast
        if self.dilemma.issued_at is None:
            return
        asker = {cast.joan.id} & self.readers | {cast.secretary.id}
        text = f"What of {self._word('an enquiry of Joan’s with the Secretary', asker)}?"
        acts.enquire(self.session, self.dilemma, cast.joan, text)
        text = f"What of {self._word('an enquiry of Joan’s that was sent back', asker - {cast.secretary.id})}?"
        why = f"It is {self._word('why an enquiry of Joan’s was sent back', asker)}"
        acts.enquire(self.session, self.dilemma, cast.joan, text, Stage.SENT_BACK, reason=why)
        everyone = self.readers | self.force | {cast.secretary.id}
        acts.enquire(
            self.session, self.dilemma, cast.tomos,
            f"Surely {self._word('the first words of an enquiry of Tomos’s', {cast.tomos.id})}?", Stage.ANSWERED,
            passed_on=f"Is it {self._word('an enquiry that was passed on', everyone)}?", number=1,
            answer=f"It is {self._word('the answer to an enquiry', everyone)}.", by=cast.author, paragraph="4",
        )  # fmt: skip
        acts.enquire(
            self.session, self.dilemma, cast.tomos, "Where?", Stage.ANSWERED, part=Part.CLOSED, number=2,
            passed_on=f"Where is {self._word('a closed enquiry', everyone)}?", paragraph="5", by=cast.author,
            answer=f"It is {self._word('the answer to a closed enquiry', everyone)}.",
        )  # fmt: skip

    def _notes(self) -> None:
        if self.dilemma.issued_at is None:
            return
        word = self._word("a note of Joan’s", {self.cast.joan.id})
        acts.keep_note(self.session, self.dilemma, self.cast.joan, f"Remember {word}", "4")

    def _typed(self) -> None:
        """Each of two authors has typed something, and one who was removed had: to each their own, to the third nothing."""
        gone = self.cast.other_author
        for person, may in ((self.cast.author, True), (self.co_author, True), (gone, False)):
            word = self._word(f"what {person.name} has typed and not saved", {person.id} if may else ())
            self.session.add(
                TypedCopy(
                    person_id=person.id, dilemma_id=self.dilemma.id, page="section/background",
                    sitting="0123456789", content=[["blocks-0-text", f"Perhaps {word}"]], saved_at=NOW,
                )
            )  # fmt: skip

    def _source(self) -> None:
        """The file it was imported from, its name, and what of it found no place: its author's and the Secretary's."""
        who = {*self.authors}
        if self.dilemma.released_at is not None:
            who |= {self.cast.secretary.id}
        folder = current_app.extensions["settings"].data
        data = f"It says {self._word('the imported file', who)}".encode()
        self.session.add(
            Source(
                dilemma_id=self.dilemma.id, name=f"{self._word('the name of the imported file', who)}.txt",
                media_type="text/plain", digest=files.keep(folder, data), size=len(data),
                unplaced=f"Left {self._word('a text without a place', who)}", found={
                    "looked_at": [], "notes": [f"Left out: {self._word('a note of what was left out', self.authors)}"],
                    "lines": [f"Line {self._word('a line of the source', self.authors)}"],
                    "readings": [
                        {"taken_for": "asked", "text": "x", "lines": [0], "heading": False,
                         "because": [["%(why)s", {"why": self._word("why a line was taken for a question", self.authors)}]]}
                    ],
                },
                imported_by_id=self.cast.author.id, imported_at=self.dilemma.started_at,
            )
        )  # fmt: skip
        before = {"unplaced": f"Was {self._word('what stood before a correction', ())}"}
        version = acts.version_of(self.session, self.dilemma)
        self.session.add(
            Correction(
                version_id=version.id, kind=CorrectionKind.MOVE, before=before, after="0" * 64,
                made_by_id=self.cast.author.id, made_at=self.dilemma.started_at,
            )
        )  # fmt: skip
        self.session.flush()

    def _attachments(self) -> None:
        """One open to who reads the paper, one closed: what it is called, its name, and what is in it."""
        cast = self.cast
        who = self.force | {cast.secretary.id}
        if self.dilemma.issued_at is not None:
            who |= self.readers
        if self.is_agreed:
            who |= {cast.reviewer.id}
        attends = {cast.adviser.id, cast.observer.id} if self.dilemma.issued_at is not None else set()
        for what, may, reason in (("an open", who | attends, None), ("a closed", who, PartReason.SECTION_31)):
            inside = self._word(f"what is in {what} attachment", may)
            attach(
                self.session, self.dilemma, f"Appendix {self._word(f'the label of {what} attachment', may)}",
                f"{self._word(f'the file name of {what} attachment', may)}.pdf", pdf(f"They keep it under {inside}."),
                part_reason=reason, note="How it is kept" if reason else "",
            )  # fmt: skip

    def _earlier_states(self) -> None:
        """Two states kept of the draft: one from a pause, one that was sent and released."""
        force, version = self.force, acts.version_of(self.session, self.dilemma)
        released = self.dilemma.released_at
        content = content_of(version, self.dilemma)
        for kept_as, who, at in (
            (KeptAs.SITTING, force, None),
            (KeptAs.SENT, force | {self.cast.secretary.id} if released else force, released),
        ):
            text = f"Once {self._word(f'a state kept of the draft ({kept_as.value})', who)}"
            blocks = [{**content["blocks"][0], "text": text, "part": "1", "part_reason": None}, *content["blocks"][1:]]
            state = keeping.keep(version, self.dilemma, kept_as, self.dilemma.started_at, self.cast.author.id)
            file = self._other_file(f"a state kept of the draft ({kept_as.value})", who)
            files = [{**row, **file} if row["number"] == 1 else row for row in content["attachments"]]
            state.content, state.digest = {**content, "blocks": blocks, "attachments": files}, text[:64]
            state.released_at = at
            self.session.flush()

    def _new_version(self) -> None:
        """A version 2 that its author is writing, while members read the first."""
        if self.state is not State.ISSUED:
            return
        first = acts.version_of(self.session, self.dilemma)
        version = PaperVersion(
            dilemma_id=self.dilemma.id, number=first.number + 1, classification=first.classification, made_at=NOW, saved_at=NOW,
            saved_by_id=self.cast.author.id,
        )  # fmt: skip
        self.session.add(version)
        self.session.flush()
        keeping.write(version, self.dilemma, content_of(first, self.dilemma))
        self.dilemma.new_version = NewVersion.WRITING
        text = f"From now on {self._word('a new version that is not issued', self.force)}"
        self.session.add(
            Block(
                version_id=version.id, position=900, section=Section.BACKGROUND, number="", text=text,
                html=richtext.html(text), part=Part.OPEN,
            )
        )  # fmt: skip
        for row in self.session.scalars(select(QuestionWording).where(QuestionWording.version_id == version.id)):
            row.text = f"Is it so {self._word('a question of a version that is not issued', self.force)}?"
            row.part, row.part_reason = Part.OPEN, None
        here = (Attachment.version_id == version.id, Attachment.number == 1)
        for attachment in self.session.scalars(select(Attachment).where(*here)):
            for name, value in self._other_file("a version that is not issued", self.force).items():
                setattr(attachment, name, value)
        self.session.flush()

    def _other_file(self, of: str, may: Iterable[int]) -> dict[str, str]:
        """Another label, name and file for an attachment of a text that not everybody may look at."""
        folder = current_app.extensions["settings"].data
        inside = pdf(f"They keep it under {self._word(f'what is in an attachment of {of}', may)}.")
        return {
            "label": f"Appendix {self._word(f'the label of an attachment of {of}', may)}",
            "name": f"{self._word(f'the name of an attachment of {of}', may)}.pdf", "digest": files.keep(folder, inside),
        }  # fmt: skip


@dataclass(frozen=True)
class Phase:
    """A time in a dilemma's life to plant canaries at."""

    state: State
    closes_in: timedelta | None = None
    revealed: bool = False


def watchers(cast: Cast) -> list[Someone | None]:
    """The public and one of everybody who could stand in a relation of their own to a dilemma."""
    return [
        None, cast.chair, cast.vice_chair, cast.secretary, cast.joan, cast.grace, cast.agnes, cast.coopted, cast.former,
        cast.unconfirmed, cast.adviser, cast.observer, cast.reviewer, cast.monitoring, cast.author, cast.sponsor,
        cast.other_author, cast.outsider, cast.other_secretary, cast.administrator, cast.nobody,
    ]  # fmt: skip


def canaries_met(app: Flask, cast: Cast, browser: Browser, clock: Clock, phase: Phase) -> list[str]:
    """Who meets which canary where it is not theirs, in sentences, having asked for every address as everybody."""
    clock.set(NOW)
    with app.app_context():
        dilemma = a_dilemma(
            db.session, cast, phase.state, questions=2, scenarios=1, closes_in=phase.closes_in,
            given_by=None if phase.revealed else [cast.joan, cast.tomos],
        )  # fmt: skip
        aviary = Aviary(db.session, cast, dilemma, revealed=phase.revealed)
        db.session.flush()
        if phase.state is State.SENT:
            acts.publish(db.session, dilemma, cast, content=public_copy.make(dilemma))
        db.session.commit()
        ref = dilemma.ref
        on = select(Meeting.ref).join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        meeting_ref = db.session.scalar(on.where(AgendaItem.dilemma_id == dilemma.id)) or "none"
    met = []
    for person in (*watchers(cast), aviary.co_author):
        window = browser.as_(person)
        name = person.name if person else "The public"
        for path in addresses(app, ref, meeting_ref, questions=2, person=cast.joan):
            answer = window.client.get(path)
            assert answer.status_code < 500, f"{path} fails for {name}"
            body = answer.get_data(as_text=True) + str(answer.headers)
            for canary in aviary.canaries:
                public = phase.state is State.SENT and canary.stands_in == "a clause"
                if canary.word in body and not public and (person is None or person.id not in canary.may):
                    met.append(f"{name} meets {canary.stands_in} at {path}")
    return met


def addresses(app: Flask, ref: str, meeting_ref: str, *, questions: int, person: Someone) -> Iterator[str]:
    """Every address about a dilemma or a meeting that can be asked for with GET, and every list and search that could
    name one, the parts filled with what there is.
    """
    fills: dict[str, list[object]] = {
        "number": list(range(1, questions + 1)),
        "earlier": ["v1", "v1-1"],
        "later": ["v2", "v1-2"],
        "text": ["v1", "v2", "v1-1", "v1-2"],
        "committee": ["eastmarch-ethics-committee"],
        "person_id": [person.id],
        "token": ["not-a-token"],
        "paragraph": ["4", "99"],
        "slug": ["eastmarch-ethics-committee"],
        "kind": ["interests", "implications", "frameworks"],
    }
    for rule in sorted(app.url_map.iter_rules(), key=str):
        tells = "ref" in rule.arguments or str(rule) in LISTS
        if "GET" in (rule.methods or ()) and tells:
            here = meeting_ref if str(rule).startswith(("/meetings", "/agendas")) else ref
            yield from _filled(app, rule, fills | {"ref": [here]})


def _filled(app: Flask, rule: Rule, fills: dict[str, list[object]]) -> Iterator[str]:
    found: list[dict[str, object]] = [{}]
    for name in sorted(rule.arguments):
        values = fills.get(name, [1, 2] if name.endswith("_id") else [*_SECTIONS])
        found = [{**one, name: value} for one in found for value in values]
    adapter = app.url_map.bind("localhost")
    for values in found:
        try:
            yield adapter.build(rule.endpoint, values, method="GET")
        except Exception as problem:  # a part of a kind this walk does not know would hide a door
            raise AssertionError(f"{rule} needs a value for its parts") from problem


_SECTIONS = ("background", "purpose")
