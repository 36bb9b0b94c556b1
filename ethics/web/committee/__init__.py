"""The pages of the committee door."""

from flask import Flask


def register(app: Flask) -> None:
    """Hang this audience's pages."""
    from ethics.web.committee import reveal
    from ethics.web.committee.blueprint import bp

    for module in (reveal,):
        assert module.bp is bp
    app.register_blueprint(bp)
