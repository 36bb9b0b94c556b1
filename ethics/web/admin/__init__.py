"""The administrator's door: people, their appointments, and what committees have set. No deliberation is behind it."""

from flask import Flask


def register(app: Flask) -> None:
    """Hang this audience's pages."""
    from ethics.web.admin import choices, committees, people
    from ethics.web.admin.blueprint import bp

    for module in (people, committees, choices):
        assert module.bp is bp
    app.register_blueprint(bp)
