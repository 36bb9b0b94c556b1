"""Files that come with a paper: attached on its author's pages, handed out as downloads to who may read them."""

from io import BytesIO
from typing import Any

from flask import current_app, redirect, request, send_file, url_for
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField

from ethics import importing
from ethics.domain.attachments import MOST_BYTES
from ethics.domain.policy import Action
from ethics.domain.refusal import Invalid, NotKnown
from ethics.domain.vocabulary import PartReason
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.reading import attachments as reading
from ethics.reading import part_2
from ethics.services import attachments as services
from ethics.services import files
from ethics.services.attachments import AttachmentDraft, AttachmentFile
from ethics.services.papers import record_part_2_read
from ethics.web import door
from ethics.web.author.blueprint import bp
from ethics.web.author.edit import moved, shown, taken_out
from ethics.web.author.forms import Closing, PartForm, basis, member
from ethics.web.door import Visit
from ethics.web.forms import LineField, attempt
from ethics.web.rendering import told

ACCEPT = ".pdf,.docx,.odt,.ods,.odp,.png,.jpg,.jpeg,.webp"


class AttachmentForm(PartForm, Closing):
    """A file, what it is called, and whether it is closed."""

    file = FileField(_l("File"))
    label = LineField(
        _l("What it is called"),
        description=_l(
            "As the paper names it, such as Appendix A, or with its title: Appendix A, survey of residents."
        ),
    )
    closed = BooleanField(_l("Closed (Part 2)"))

    def draft(self) -> AttachmentDraft:
        """What was typed."""
        return AttachmentDraft(
            self.label.data, self.closed.data, member(PartReason, self.part_reason.data), self.part_note.data,
            self.review_on.data,
        )  # fmt: skip


@bp.route("/dilemmas/<ref>/edit/attachments", methods=["GET", "POST"])
@door.dilemma(Action.EDIT_PAPER)
def edit_attachments(visit: Visit, ref: str) -> Any:
    """The attachments in order, and room for one more."""
    part = reading.attachments(visit.actor, ref, visit.now)
    reason = part.closed_as
    form = AttachmentForm(
        data={
            **basis(part.basis), "label": part.next_label, "closed": reason is not None, "part_reason": str(reason or ""),
        }
    )  # fmt: skip

    def attach() -> None:
        file = _file()
        if file is None:
            raise Invalid({"file": say("Choose a file.")})
        services.attach(visit.actor, ref, file, form.draft(), _folder(), visit.clock)

    if form.validate_on_submit() and attempt(form, attach):
        told(say("Attached: %(label)s.", label=form.label.data))
        return redirect(request.path)
    return shown("author/attachments.html", form, part=part, accept=ACCEPT, most=MOST_BYTES)


@bp.route("/dilemmas/<ref>/edit/attachments/<int:number>", methods=["GET", "POST"])
@door.dilemma(Action.EDIT_PAPER)
def edit_attachment(visit: Visit, ref: str, number: int) -> Any:
    """One attachment: what it is called, whether it is closed, and another file in its place."""
    part = reading.attachment(visit.actor, ref, number, visit.now)
    row = part.row
    form = AttachmentForm(
        data={
            **basis(part.basis), "label": row.label, "closed": row.closed, "part_reason": str(row.part_reason or ""),
            "part_note": row.part_note, "review_on": row.review_on,
        }
    )  # fmt: skip

    def save() -> None:
        file = _file()
        services.save(visit.actor, ref, number, file, form.draft(), _folder(), visit.clock, form.rests_on())

    if form.validate_on_submit() and attempt(form, save):
        told(say("Saved: %(part)s.", part=form.label.data))
        return redirect(url_for("author.edit_attachments", ref=ref))
    return shown("author/attachment.html", form, part=part, accept=ACCEPT, most=MOST_BYTES)


@bp.post("/dilemmas/<ref>/edit/attachments/<int:number>/move")
@door.dilemma(Action.EDIT_PAPER)
def move_attachment(visit: Visit, ref: str, number: int) -> Any:
    """One place up or down."""
    return moved(services.move, visit, ref, number, "author.edit_attachments")


@bp.route("/dilemmas/<ref>/edit/attachments/<int:number>/remove", methods=["GET", "POST"])
@door.dilemma(Action.EDIT_PAPER)
def remove_attachment(visit: Visit, ref: str, number: int) -> Any:
    """Ask first: what would go is named."""
    part = reading.attachment(visit.actor, ref, number, visit.now)
    form = PartForm(data=basis(part.basis))
    said = say("Taken out: %(label)s.", label=part.row.label)
    if taken_out(form, services.remove, visit, ref, number, said):
        return redirect(url_for("author.edit_attachments", ref=ref))
    return shown("author/remove_attachment.html", form, part=part)


@bp.get("/dilemmas/<ref>/attachments/<int:number>")
@door.dilemma(Action.READ_PAPER, watched=part_2.is_in)
def attachment(visit: Visit, ref: str, number: int) -> Any:
    """The file of an attachment, to be kept and never shown in the page; who fetches a closed one is recorded."""
    return _handed_out(visit, ref, reading.file(visit.actor, ref, number, visit.now))


@bp.get("/dilemmas/<ref>/versions/<text>/attachments/<int:number>")
@door.dilemma(Action.READ_PAPER, watched=True)
def attachment_of(visit: Visit, ref: str, text: str, number: int) -> Any:
    """The same of any text of the paper that this reader may look at."""
    return _handed_out(visit, ref, reading.file(visit.actor, ref, number, visit.now, text))


def _handed_out(visit: Visit, ref: str, found: reading.FileView) -> Any:
    place = files.path_of(_folder(), found.digest)
    if not place.is_file():
        raise NotKnown
    if found.closed and not found.own:
        record_part_2_read(visit.actor, ref, visit.clock, attachment=found.number, version=found.version)
    return send_file(
        BytesIO(place.read_bytes()), mimetype=found.media_type, as_attachment=True, download_name=found.name, max_age=0
    )


def _folder() -> Any:
    return current_app.extensions["settings"].data


def _file() -> AttachmentFile | None:
    """The file that was sent, once it was looked at and checked; None where none was. Refuses with Invalid beside it."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return None
    db.session.rollback()  # looking at a file takes a while; nobody else's writing waits for it
    data = sent.read()
    sent.close()  # a large one lies in a temporary file until then
    try:
        found = importing.look_at(sent.filename, data)
        importing.clamav.check(current_app.extensions["settings"].clamav, data)
    except importing.Refused as refusal:
        raise Invalid({"file": Message(refusal.message_key, refusal.arguments)}) from refusal
    return AttachmentFile(sent.filename, found.kind, found.data, marked=found.marking is not None)
