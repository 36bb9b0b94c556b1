"""Notes of one's own on a paper: written at a paragraph, read together, printed, taken away as a plain text."""

from typing import Any

from flask import Response, jsonify, redirect, request, url_for

from ethics.domain.policy import Action
from ethics.domain.refusal import Invalid, NotAllowed, Stale
from ethics.domain.words import say
from ethics.reading import notes as reading
from ethics.reading.people import day_of
from ethics.services import notes as services
from ethics.web import door
from ethics.web.committee.blueprint import bp
from ethics.web.committee.enquiry_forms import NoteForm
from ethics.web.committee.entrance import entered
from ethics.web.door import Visit
from ethics.web.forms import attempt
from ethics.web.rendering import clock_time, moment, render, slug, told, words


@bp.get("/dilemmas/<ref>/notes")
@door.dilemma(Action.SEE_OWN_NOTES)
def notes(visit: Visit, ref: str) -> Any:
    """All one's notes on the paper, in its order; it prints well."""
    return render("committee/notes.html", page=reading.notes(visit.actor, ref, visit.now, entered(visit)))


@bp.get("/dilemmas/<ref>/notes.txt")
@door.dilemma(Action.SEE_OWN_NOTES)
def notes_as_text(visit: Visit, ref: str) -> Any:
    """The same as a plain text to keep."""
    page = reading.notes(visit.actor, ref, visit.now, entered(visit))
    text = render("committee/notes.txt", page=page)
    name = slug(words(say("Notes on %(title)s", title=page.title)))[:80]
    answer = Response(text, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.txt"'
    return answer


@bp.get("/dilemmas/<ref>/notes/at/<paragraph>")
@door.dilemma(Action.SEE_OWN_NOTES)
def note(visit: Visit, ref: str, paragraph: str) -> Any:
    """One's note at one paragraph."""
    page = reading.note(visit.actor, ref, paragraph, visit.now)
    form = NoteForm(data={"text": page.note.text if page.note else "", "version": page.row_version})
    return render("committee/note.html", page=page, form=form, saved=_saved(visit, page))


@bp.post("/dilemmas/<ref>/notes/at/<paragraph>")
@door.dilemma(Action.SEE_OWN_NOTES)
def keep_note(visit: Visit, ref: str, paragraph: str) -> Any:
    """Keep it, and go back to the paragraph."""
    form = NoteForm()
    if form.validate_on_submit() and attempt(
        form, services.keep, visit.actor, ref, paragraph, form.text.data or "", visit.clock,
        row_version=form.version.data,
    ):  # fmt: skip
        told(say("Your note is kept. Nobody else can read it."))
        return redirect(url_for("author.paper", ref=ref, _anchor=f"para-{paragraph}"))
    page = reading.note(visit.actor, ref, paragraph, visit.now)
    return render("committee/note.html", page=page, form=form, saved=_saved(visit, page)), 422


@bp.post("/dilemmas/<ref>/notes/at/<paragraph>/kept")
@door.dilemma(Action.SEE_OWN_NOTES)
def autosave_note(visit: Visit, ref: str, paragraph: str) -> Any:
    """Keep it while somebody types. A refusal leaves the words in the page, which says so."""
    text, version = request.form.get("text", ""), request.form.get("version", type=int)
    try:
        kept = services.keep(visit.actor, ref, paragraph, text, visit.clock, row_version=version)
    except Stale:
        return jsonify(url=url_for("committee.keep_note", ref=ref, paragraph=paragraph)), 409
    except (Invalid, NotAllowed) as refusal:
        return jsonify(why=words(refusal.message)), 422
    return jsonify(version=kept.version, saved_at_words=words(say("Saved at %(time)s", time=clock_time(kept.saved_at))))


@bp.post("/dilemmas/<ref>/notes/<int:note_id>/out")
@door.dilemma(Action.SEE_OWN_NOTES)
def take_note_out(visit: Visit, ref: str, note_id: int) -> Any:
    """Take a note out for good."""
    services.take_out(visit.actor, ref, note_id, visit.clock)
    told(say("Your note is taken out."))
    return redirect(url_for("committee.notes", ref=ref))


def _saved(visit: Visit, page: reading.NotePage) -> str:
    if page.note is None:
        return ""
    at = page.note.saved_at
    today = day_of(at) == day_of(visit.now)
    return words(say("Saved at %(time)s", time=clock_time(at) if today else moment(at)))
