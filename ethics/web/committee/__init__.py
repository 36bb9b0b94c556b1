"""The pages of the committee door."""

from flask import Flask


def register(app: Flask) -> None:
    """Hang this audience's pages."""
    from ethics.web.committee import (
        advice,
        declarations,
        desk,
        drafting,
        enquiries,
        hub,
        minority,
        notes,
        positions,
        reveal,
    )
    from ethics.web.committee.blueprint import bp

    for module in (advice, declarations, desk, drafting, enquiries, hub, minority, notes, positions, reveal):
        assert module.bp is bp
    app.register_blueprint(bp)
    declarations.lead_to_the_declaration(app)
