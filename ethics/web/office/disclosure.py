"""The disclosure review: asked for by Secretary or Chair, done by the reviewer, published by the Chair (rule 13)."""

from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from ethics.domain.policy import Action
from ethics.domain.vocabulary import FindingOutcome
from ethics.domain.words import say
from ethics.reading import review as reading
from ethics.services import disclosure as disclosing
from ethics.services import publishing
from ethics.web import door
from ethics.web.door import Visit
from ethics.web.forms import attempt
from ethics.web.office.blueprint import bp
from ethics.web.office.disclosure_forms import AskForm, PublishForm, SettleForm, TakeDownForm, WithholdForm
from ethics.web.rendering import render, told, words

Answer = str | Response | tuple[str, int]


@bp.get("/dilemmas/<ref>/disclosure")
@door.dilemma(Action.SEE_REVIEW)
def disclosure(visit: Visit, ref: str) -> Answer:
    """The review: what the public would read, what the scan found in it, and what the next step is."""
    return _page(visit, ref)


def _page(visit: Visit, ref: str, **forms: Any) -> str:
    review = reading.review(visit.actor, ref, visit.now)
    ask = forms.get("ask") or AskForm(formdata=None, summary=review.summary)
    settle = forms.get("settle") or SettleForm(formdata=None)
    withhold = forms.get("withhold") or WithholdForm(formdata=None)
    settle.offer()
    withhold.offer(review)
    in_short = {
        number: request.form.get(f"in_short-{number}", review.in_short.get(number, ""))
        for number, _ in review.questions
    }
    return render(
        "office/disclosure.html",
        review=review,
        ask=ask,
        settle=settle,
        withhold=withhold,
        in_short=in_short,
        forms=forms,
    )


def _back(ref: str, said: str, anchor: str = "") -> Response:
    told(said)
    return redirect(url_for("office.disclosure", ref=ref, _anchor=anchor or None))


@bp.post("/dilemmas/<ref>/disclosure")
@door.dilemma(Action.ASK_REVIEW)
def ask_review(visit: Visit, ref: str) -> Answer:
    """Make the public text anew from Part 1 and ask the Disclosure reviewer to look at it (rule 13)."""
    form = AskForm()
    in_short = {
        int(name.removeprefix("in_short-")): text
        for name, text in request.form.items()
        if name.removeprefix("in_short-").isdecimal() and name.startswith("in_short-") and text.strip()
    }
    if form.validate_on_submit() and attempt(
        form, publishing.ask_review, visit.actor, ref, visit.clock,
        summary=form.summary.data, notice=form.notice.data, in_short=in_short,
    ):  # fmt: skip
        return _back(ref, words(say("The Disclosure reviewer has been asked.")))
    return _page(visit, ref, ask=form), 422


@bp.post("/dilemmas/<ref>/disclosure/stop")
@door.dilemma(Action.ASK_REVIEW)
def stop_review(visit: Visit, ref: str) -> Answer:
    """Stop the review; it can be asked for again."""
    publishing.stop_review(visit.actor, ref, visit.clock)
    return _back(ref, words(say("The review has stopped. It can be asked for again.")))


@bp.post("/dilemmas/<ref>/disclosure/findings")
@door.dilemma(Action.REVIEW_DISCLOSURE)
def settle_findings(visit: Visit, ref: str) -> Answer:
    """Withhold what the scan found, or keep it with a reason: the ticked ones, or all of a kind."""
    form = SettleForm()
    form.offer()
    review = reading.review(visit.actor, ref, visit.now)
    if form.validate_on_submit() and attempt(
        form, disclosing.settle, visit.actor, ref, form.chosen(review), form.settled_as(), form.reason.data, visit.clock,
        provision=form.provision(),
    ):  # fmt: skip
        mended = form.settled_as() is FindingOutcome.MENDED
        said = say("The words are withheld. The text shows where.") if mended else say("Kept, with your reason.")
        return _back(ref, words(said), "findings")
    return _page(visit, ref, settle=form), 422


@bp.post("/dilemmas/<ref>/disclosure/withhold")
@door.dilemma(Action.REVIEW_DISCLOSURE)
def withhold(visit: Visit, ref: str) -> Answer:
    """Withhold words the scan did not find, under a provision."""
    form = WithholdForm()
    form.offer(reading.review(visit.actor, ref, visit.now))
    if form.validate_on_submit() and attempt(
        form, disclosing.withhold, visit.actor, ref, form.place.data, form.words.data, form.chosen(), visit.clock
    ):
        return _back(ref, words(say("It is withheld. The text shows where.")), "withhold")
    return _page(visit, ref, withhold=form), 422


@bp.post("/dilemmas/<ref>/disclosure/clauses/<label>")
@door.dilemma(Action.REVIEW_DISCLOSURE)
def open_clause(visit: Visit, ref: str, label: str) -> Answer:
    """Open a clause on a Part 2 question, so that it stands in the public text."""
    disclosing.open_clause(visit.actor, ref, label, visit.clock)
    return _back(ref, words(say("Clause %(label)s is open now, and in the text.", label=label)))


@bp.post("/dilemmas/<ref>/disclosure/remake")
@door.dilemma(Action.REVIEW_DISCLOSURE)
def remake(visit: Visit, ref: str) -> Answer:
    """Make the text under review anew from Part 1, and scan it again."""
    disclosing.remake(visit.actor, ref, visit.clock)
    return _back(ref, words(say("The text was made again from Part 1.")))


@bp.post("/dilemmas/<ref>/disclosure/clear")
@door.dilemma(Action.REVIEW_DISCLOSURE)
def clear(visit: Visit, ref: str) -> Answer:
    """Clear the text as it was read: the reviewer’s half of publishing (rule 13)."""
    version = request.form.get("version", type=int)
    publishing.approve(visit.actor, ref, visit.clock, row_version=version or 0)
    return _back(ref, words(say("The text is cleared. The Chair has been told that it can be published.")))


@bp.route("/dilemmas/<ref>/disclosure/publish", methods=["GET", "POST"])
@door.dilemma(Action.PUBLISH)
def publish(visit: Visit, ref: str) -> Answer:
    """Publish the cleared text, now or from a day to come: the Chair’s half."""
    review = reading.review(visit.actor, ref, visit.now)
    form = PublishForm()
    form.offer()
    valid = form.validate_on_submit()
    if valid and form.names_no_day():
        form.public_from.errors = [*form.public_from.errors, words(say("Enter the day."))]
    elif valid and attempt(
        form, publishing.publish, visit.actor, ref, visit.clock,
        public_from=form.beginning(visit.now), row_version=form.version.data or 0,
    ):  # fmt: skip
        later = form.beginning(visit.now)
        said = say("It will be public from %(when)s, by itself.", when=later) if later else say("It is public.")
        return _back(ref, words(said))
    form.version.data = review.version
    return render("office/publish.html", review=review, form=form), 422 if request.method == "POST" else 200


@bp.route("/dilemmas/<ref>/disclosure/take-down", methods=["GET", "POST"])
@door.dilemma(Action.PUBLISH)
def take_down(visit: Visit, ref: str) -> Answer:
    """Take the published text down and put a notice in its place."""
    form = TakeDownForm()
    if form.validate_on_submit() and attempt(
        form, publishing.take_down, visit.actor, ref, form.notice.data, visit.clock
    ):
        return _back(ref, words(say("It is taken down. The notice stands in its place.")))
    review = reading.review(visit.actor, ref, visit.now)
    return render("office/take_down.html", review=review, form=form), 422 if request.method == "POST" else 200


@bp.get("/dilemmas/<ref>/minority-views/published")
@door.dilemma(Action.SEE_AGREED_ADVICE)
def own_view_published(visit: Visit, ref: str) -> Answer:
    """One’s own minority views as they are read in public, holes and all."""
    title, views = reading.own_views(visit.actor, ref, visit.now)
    return render("office/own_view.html", ref=ref, title=title, views=views)
