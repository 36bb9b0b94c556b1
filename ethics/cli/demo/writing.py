"""Writing a paper of the demonstration, part by part, as its author would."""

from ethics.cli.demo.content import ATTACHED, Table, part_reason
from ethics.cli.demo.people import Stage
from ethics.cli.demo.timeline import Moment
from ethics.domain.actor import Actor
from ethics.domain.attachments import FileKind
from ethics.domain.vocabulary import Classification, ImplicationKind, PartyKind, QuestionKind, Section
from ethics.services import attachments, blocks, coauthors, papers, questions
from ethics.services.attachments import AttachmentDraft, AttachmentFile
from ethics.services.blocks import BlockDraft
from ethics.services.papers import AboutDraft, ImplicationDraft, PartiesDraft, PartyDraft, StartDraft
from ethics.services.questions import QuestionDraft, ScenarioDraft


def write_paper(table: Table, stage: Stage, committee: str, clock: Moment) -> str:
    """Write the paper of this file as a draft and give back its ref."""
    author = stage.actor(table["author"])
    force = stage.forces["force" if committee == "committee" else "other_force"]
    ref = papers.start(author, StartDraft(force, stage.committees[committee], table["title"]), clock)
    about = AboutDraft(
        title=table["title"],
        public_title=table.get("public_title", ""),
        report_of=table["report_of"],
        authors=author.name,
        unit=table.get("unit", ""),
        sponsor_id=stage.people[table["sponsor"]],
        classification=Classification(table["classification"].lower().replace("-", "_")),
        contact=table["contact"],
        urgent=table["urgent"],
    )
    papers.save_about(author, ref, about, clock)
    for section in (Section.PURPOSE, Section.RECOMMENDATION, Section.DILEMMA):
        blocks.save_section(author, ref, section, [BlockDraft(text=table[section.value])], clock)
    blocks.save_section(author, ref, Section.BACKGROUND, [_box(row) for row in table["background"]], clock)
    legislation = "\n".join(f"- {row}" for row in table["legislation"])
    if legislation:
        blocks.save_section(author, ref, Section.LEGISLATION, [BlockDraft(text=legislation)], clock)
    for row in table.get("scenario", ()):
        boxes = tuple(_box(text) for text in row["text"])
        questions.save_scenario(author, ref, None, ScenarioDraft(row["title"], boxes), clock)
    before = {row["question"]: row["text_before"] for row in table.get("reworded", ())}
    for row in table["question"]:
        asked = row | {"text": before.get(row["number"], row["text"])}
        questions.save_question(author, ref, None, question_draft(asked), clock)
    said = [
        ImplicationDraft(row["name"], ImplicationKind(row["kind"]), row.get("text", "")) for row in table["implication"]
    ]
    papers.save_implications(author, ref, said, clock)
    engaged = [stage.principles[name] for name in table["principles"]]
    papers.save_principles(author, ref, engaged, clock)
    parties = tuple(PartyDraft(row["name"], PartyKind(row["kind"])) for row in table.get("party", ()))
    papers.save_parties(author, ref, PartiesDraft(parties, none=not parties), clock)
    if table["background_papers"]:
        papers.save_background_papers(author, ref, "\n".join(f"- {row}" for row in table["background_papers"]), clock)
    for row in table.get("attachment", ()):
        _attach(author, ref, row, stage, clock)
    for key in table.get("co_authors", ()):
        coauthors.name(author, ref, stage.people[key], clock)
    return ref


def _attach(author: Actor, ref: str, row: Table, stage: Stage, clock: Moment) -> None:
    data = (ATTACHED / row["file"]).read_bytes()
    reason, note = part_reason(row["reason"]) if "reason" in row else (None, "")
    draft = AttachmentDraft(row["label"], closed=reason is not None, part_reason=reason, part_note=note)
    file = AttachmentFile(row["file"], FileKind.WORD, data)
    attachments.attach(author, ref, file, draft, stage.folder, clock)


def _box(row: str | Table) -> BlockDraft:
    if isinstance(row, str):
        return BlockDraft(text=row)
    if row.get("part") != 2:
        return BlockDraft(text=row["text"])
    reason, note = part_reason(row["reason"])
    return BlockDraft(text=row["text"], closed=True, part_reason=reason, part_note=note)


def question_draft(row: Table) -> QuestionDraft:
    """A question of a file as it is to be saved."""
    closed = row["part"] == 2
    return QuestionDraft(
        text=row["text"],
        kind=QuestionKind(row["kind"]),
        title=row["title"],
        scenarios=tuple(row["scenarios"]),
        closed=closed,
        part_reason=part_reason(row["reason"])[0] if closed else None,
    )
