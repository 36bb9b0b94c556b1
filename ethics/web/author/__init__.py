"""The force's door: writing a paper, bringing it to the committee, and the paper's own page."""

from flask import Flask


def register(app: Flask) -> None:
    """Hang this audience's pages."""
    from ethics.web.author import (
        answer,
        asking,
        attachments,
        checks,
        coauthors,
        correcting,
        edit,
        enquiries,
        importing,
        listing,
        open_edition,
        paper,
        steps,
        typed,
        versions,
    )
    from ethics.web.author.blueprint import bp

    for module in (
        typed,
        enquiries,
        paper,
        open_edition,
        edit,
        asking,
        attachments,
        correcting,
        checks,
        coauthors,
        listing,
        importing,
        steps,
        answer,
        versions,
    ):
        assert module.bp is bp
    app.register_blueprint(bp)
