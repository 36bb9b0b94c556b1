"""The paragraphs of a section or scenario: typed in boxes, kept as blocks, each open or closed (Part 2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ethics import richtext
from ethics.domain.actor import Actor, Clock
from ethics.domain.refusal import NotKnown, StaleText
from ethics.domain.vocabulary import Part, PartReason, Section
from ethics.domain.words import say
from ethics.extensions import db
from ethics.models import Block
from ethics.reading import drafts
from ethics.services.checking import Checked, asks_for_part_2
from ethics.services.editing import ANYTHING, Editing, RestsOn, edit
from ethics.services.numbering import arrange

CLOSED_NEEDS_A_REASON = say("Say why it is closed, for those who may not read it.")
MARKED_FOR_PART_2 = say("This is marked for Part 2. Close it, or take the marking out.")


@dataclass(frozen=True, slots=True)
class BlockDraft:
    """One box: the block it was made from, or None for a new one; its text; and whether it is closed, and why.

    ``part_note`` says to everybody what kind of thing is closed; ``review_on`` when that is looked at again.
    """

    id: int | None = None
    text: str = ""
    closed: bool = False
    part_reason: PartReason | None = None
    part_note: str = ""
    review_on: date | None = None


def as_it_is(block: Block) -> BlockDraft:
    """The box of a block that nobody changed."""
    closed = block.part is Part.CLOSED
    return BlockDraft(block.id, block.text, closed, block.part_reason, block.part_note, block.review_on)


def save_section(
    actor: Actor, ref: str, section: Section, boxes: Sequence[BlockDraft], clock: Clock, on: RestsOn = ANYTHING
) -> None:
    """Save the paragraphs of one section of the draft.

    A box with empty lines becomes several paragraphs with the same part, an emptied one goes, and a paragraph that was
    not on the page stays. Refuses with Invalid a closed one without its reason (rule 13) and markings (rule 14); with
    Stale, both texts in hand, where the section was saved since. Then all paragraphs are numbered anew.
    """
    if section is Section.SCENARIO:
        raise NotKnown  # a scenario's paragraphs are saved with it
    editing = edit(actor, ref, clock)
    stored = drafts.blocks_of(editing.version.id, section)
    editing.rest_on(on, drafts.block_values(stored), texts_now(stored, boxes))
    check = Checked()
    boxes = checked(check, boxes)
    check.done()
    rewrite(editing, section, None, stored, boxes)
    editing.saved(section.value)


def texts_now(stored: Sequence[Block], boxes: Sequence[BlockDraft]) -> list[StaleText]:
    """What stands now where each box was typed, in words for the page of both texts."""
    by_id = {block.id: block for block in stored}
    new = "\n\n".join(block.text for block in stored if block.id not in {box.id for box in boxes})
    texts = []
    for at, box in enumerate(boxes):
        block = by_id.get(box.id) if box.id is not None else None
        label = say("Paragraph %(number)s", number=block.number) if block and block.number else say("Text")
        if block is None and not box.text:
            continue
        if block is None and new:
            label = say("Your new text. What is there now stays, and yours follows it")
        texts.append(StaleText(f"blocks-{at}-text", label, block.text if block else new))
        if block is not None:
            closed, reason = "y" if block.part is Part.CLOSED else "", str(block.part_reason or "")
            texts.append(StaleText(f"blocks-{at}-closed", say("%(what)s: closed (Part 2)", what=label), closed))
            texts.append(StaleText(f"blocks-{at}-part_reason", say("%(what)s: why it is closed", what=label), reason))
            texts.append(
                StaleText(f"blocks-{at}-part_note", say("%(what)s: the public interest", what=label), block.part_note)
            )
            again = say("%(what)s: when this is looked at again", what=label)
            texts.append(StaleText(f"blocks-{at}-review_on", again, drafts.day_typed(block.review_on)))
    return texts


def checked(check: Checked, boxes: Sequence[BlockDraft], prefix: str = "blocks") -> list[BlockDraft]:
    """The boxes with their texts tidied; what cannot stand is gathered in ``check`` by the names of the fields."""
    tidied = []
    for at, box in enumerate(boxes):
        field = f"{prefix}-{at}"
        text = check.text(f"{field}-text", box.text)
        note = check.line(f"{field}-part_note", box.part_note)
        if text and box.closed and box.part_reason is None:
            check.wrong(f"{field}-part_reason", CLOSED_NEEDS_A_REASON)
        if not box.closed and asks_for_part_2(text):
            check.wrong(f"{field}-closed", MARKED_FOR_PART_2)
        tidied.append(BlockDraft(box.id, text, box.closed, box.part_reason, note, box.review_on))
    return tidied


def rewrite(
    editing: Editing, section: Section, scenario_id: int | None, stored: Sequence[Block], boxes: Iterable[BlockDraft]
) -> None:
    """Make the stored blocks of one section say what the boxes say, in their order, and number the paper anew."""
    by_id = {block.id: block for block in stored}
    order: list[Block] = []
    made: list[Block] = []
    shown: set[int] = set()
    for box in boxes:
        first = by_id.get(box.id) if box.id is not None and box.id not in shown else None
        if first is not None:
            shown.add(first.id)
        pieces = richtext.blocks(box.text)
        if not pieces and first is not None:
            db.session.delete(first)
        for at, piece in enumerate(pieces):
            block = first if at == 0 and first is not None else Block(
                version_id=editing.version.id, section=section, scenario_id=scenario_id
            )  # fmt: skip
            _write(block, piece, box)
            if block is not first:
                made.append(block)
            order.append(block)
    _put_back(order, [block for block in stored if block.id not in shown], stored)
    arrange(editing.version.id, made, {id(block): at for at, block in enumerate(order)})


def _write(block: Block, piece: str, box: BlockDraft) -> None:
    if block.text != piece:
        block.text, block.html = piece, richtext.html(piece)
    block.part = Part.CLOSED if box.closed else Part.OPEN
    block.part_reason = box.part_reason if box.closed else None
    block.part_note = box.part_note if box.closed else ""
    block.review_on = box.review_on if box.closed else None


def _put_back(order: list[Block], unseen: Sequence[Block], stored: Sequence[Block]) -> None:
    """Keep blocks that were on nobody's page behind the block they followed."""
    before = {block.id: stored[at - 1] if at else None for at, block in enumerate(stored)}
    for block in unseen:
        previous = before[block.id]
        at = order.index(previous) + 1 if previous in order else 0
        order.insert(at, block)
