"""Bringing a dilemma: with an empty paper, or with the file or text the force already has."""

from io import BytesIO
from typing import Any

from flask import current_app, redirect, request, send_file, url_for
from itsdangerous import BadData

from ethics import importing
from ethics.domain.bodies import BodyAction
from ethics.domain.policy import Action
from ethics.domain.refusal import Invalid, NotAllowed, NotKnown
from ethics.domain.words import Message, say
from ethics.extensions import db
from ethics.importing.as_draft import draft_of
from ethics.reading import drafts
from ethics.reading.choices import headings_for
from ethics.reading.sources import source as source_of
from ethics.services import files, papers, sources
from ethics.services.sources import SourceFile
from ethics.web import door, tokens
from ethics.web.author.blueprint import bp
from ethics.web.author.forms import SeveralForm, StartForm, UploadForm
from ethics.web.door import Visit
from ethics.web.forms import attempt
from ethics.web.rendering import render, told


@bp.route("/papers/new", methods=["GET", "POST"])
@door.anywhere(BodyAction.START_DILEMMA)
def start(visit: Visit) -> Any:
    """Begin a dilemma: the paper one has, or an empty one."""
    ways = drafts.ways_to_bring(visit.actor, visit.now)
    form = StartForm()
    form.offer(ways)
    made: list[str] = []

    def begin() -> None:
        force_id, committee_id = _chosen(form)
        made.append(papers.start(visit.actor, papers.StartDraft(force_id, committee_id, form.title.data), visit.clock))

    if form.validate_on_submit() and attempt(form, begin):
        return redirect(url_for("author.edit", ref=made[0]))
    return render("author/start.html", form=form, ways=ways), 422 if form.is_submitted() else 200


@bp.route("/papers/import", methods=["GET", "POST"])
@door.anywhere(BodyAction.START_DILEMMA)
def upload(visit: Visit) -> Any:
    """Make a draft of a file or a pasted text."""
    ways = drafts.ways_to_bring(visit.actor, visit.now)
    form = UploadForm()
    form.offer(ways)
    made: list[str] = []
    held: list[str] = []

    def bring() -> None:
        way = _chosen(form)
        source, found = _read(form)
        if found.papers:
            held.append(_held(visit, way, source))
        else:
            made.append(_draft(visit, way, source, found))

    if form.validate_on_submit() and attempt(form, bring):
        if held:
            return redirect(url_for("author.several", token=held[0]))
        told(say("Here is what was found. Read it against the source, and put right what was misread."))
        return redirect(url_for("author.correct", ref=made[0]))
    return render("author/upload.html", form=form, ways=ways), 422 if form.is_submitted() else 200


def _draft(visit: Visit, way: tuple[int, int], source: SourceFile, found: importing.FoundPaper) -> str:
    """Make a draft of what was found, and give back its ref."""
    draft, folder = draft_of(found, list(headings_for(way[1], visit.now))), current_app.extensions["settings"].data
    return sources.bring_in(visit.actor, *way, draft, source, folder, visit.clock)


@bp.route("/papers/import/<token>", methods=["GET", "POST"])
@door.anywhere(BodyAction.START_DILEMMA)
def several(visit: Visit, token: str) -> Any:
    """Which of the dilemmas in one document become drafts: one, several, or the whole as one paper."""
    way, source = _taken_up(visit, token)
    db.session.rollback()
    whole = importing.read_file(source.name, source.data)
    form = SeveralForm()
    form.offer([paper.head.subject for paper in whole.papers])
    made: list[str] = []

    def bring() -> None:
        chosen = [paper for at, paper in enumerate(whole.papers, 1) if at in (form.which.data or ())]
        if request.form.get("whole"):
            chosen = [whole]
        if not chosen:
            raise Invalid({"which": say("Choose one of them, or bring it all as one paper.")})
        made.extend(_draft(visit, way, source, paper) for paper in chosen)

    if form.validate_on_submit() and attempt(form, bring):
        if len(made) == 1:
            told(say("Here is what was found. Read it against the source, and put right what was misread."))
            return redirect(url_for("author.correct", ref=made[0]))
        told(say("%(n)s drafts were made. Each is on your list.", n=len(made)))
        return redirect(url_for("committee.dilemmas"))
    return render("author/several.html", form=form, papers=whole.papers), 422 if form.is_submitted() else 200


def _held(visit: Visit, way: tuple[int, int], source: SourceFile) -> str:
    """Keep the file while its author chooses from it, and give back a token of it that is theirs alone."""
    digest = files.keep(current_app.extensions["settings"].data, source.data)
    return tokens.give("source", [visit.person_id, *way, source.name, source.media_type, digest])


def _taken_up(visit: Visit, token: str) -> tuple[tuple[int, int], SourceFile]:
    """The way and the file that a token of this person says. Refuses with NotKnown any other token, and with NotAllowed a
    way that is no longer on offer."""
    try:
        person_id, force_id, committee_id, name, kind, digest = tokens.read("source", token)
    except BadData:
        raise NotKnown from None
    place = files.path_of(current_app.extensions["settings"].data, digest)
    if person_id != visit.person_id or not place.is_file():
        raise NotKnown
    ways = drafts.ways_to_bring(visit.actor, visit.now)
    if (force_id, committee_id) not in {(way.force_id, way.committee_id) for way in ways}:
        raise NotAllowed(say("Choose a committee your force puts dilemmas to."))
    return (force_id, committee_id), SourceFile(name, kind, place.read_bytes())


def _chosen(form: StartForm | UploadForm) -> tuple[int, int]:
    """The force and committee chosen. Refuses with Invalid where none was, and with NotAllowed one not on offer."""
    force_id, committee_id = form.way()
    if not force_id:
        raise Invalid({"goes_to": say("Choose a committee.")})
    if form.goes_to.data not in {choice.value for choice in form.goes_to.choices}:
        raise NotAllowed(say("Choose a committee your force puts dilemmas to."))
    return force_id, committee_id


def _read(form: UploadForm) -> tuple[SourceFile, importing.FoundPaper]:
    """What was sent and what is in it. Refuses with Invalid beside the field, so that a pasted text is given back."""
    file, text = request.files.get("source"), form.text.data or ""
    sent = bool(file and file.filename)
    if sent and text.strip():
        raise Invalid({"source": say("Choose a file or paste the text, not both.")})
    if not sent and not text.strip():
        raise Invalid({"source": say("Choose a file, or paste the text of the paper.")})
    db.session.rollback()  # reading a file takes a while; nobody else's writing waits for it
    field = "source" if sent else "text"
    try:
        if sent:
            assert file is not None
            name, data = file.filename or "", file.read()
            found = importing.read_file(name, data)
            importing.clamav.check(current_app.extensions["settings"].clamav, data)
            return SourceFile(name, importing.media_type_of(name, data), data), found
        pasted = text.encode()
        kind = importing.media_type_of("pasted-text.txt", pasted)
        return SourceFile("pasted-text.txt", kind, pasted), importing.read_text(text)
    except importing.Refused as refusal:
        raise Invalid({field: Message(refusal.message_key, refusal.arguments)}) from refusal


@bp.get("/dilemmas/<ref>/source")
@door.dilemma(Action.READ_SOURCE, watched=True)
def source(visit: Visit, ref: str) -> Any:
    """The file as it came, for its author and the Secretary, whose read is recorded."""
    kept = source_of(visit.actor, ref, visit.now)
    place = files.path_of(current_app.extensions["settings"].data, kept.digest)
    if not place.is_file():
        raise NotKnown
    papers.record_part_2_read(visit.actor, ref, visit.clock, Action.READ_SOURCE)
    return send_file(
        BytesIO(place.read_bytes()), mimetype=kept.media_type, as_attachment=True, download_name=kept.name, max_age=0
    )
