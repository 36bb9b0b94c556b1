"""Where somebody finds themselves once they are signed in: at what they had typed, at the page they wanted, or at their desk."""

from flask import Response, g, make_response, redirect

from ethics.web import kept, places
from ethics.web.rendering import render


def arrive(person_id: int, wanted: str | None, sealed: str | None) -> Response:
    """The answer to a sign-in. Typed text is given back to the same person only (rule 16); ``wanted`` counts if it is ours."""
    text = kept.unseal(sealed) if sealed else None
    if text is not None and kept.is_for(text, person_id):
        return make_response(offer_back(text))
    return make_response(redirect(onwards(wanted), 303))


def onwards(wanted: str | None) -> str:
    """The page that was wanted, where it is one of ours; else the desk."""
    return places.ours(wanted) or places.desk()


def offer_back(text: kept.Kept) -> str:
    """The page that gives back what had been typed, ready to be sent again to where it was going."""
    g.pop("visit", None)  # who it is for may just have changed
    return render("account/typed.html", kept=text, shown=kept.words_in(text.pairs), unseen=kept.unseen_in(text.pairs))
