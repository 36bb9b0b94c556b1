"""The thin Flask shell: a door for each audience. No rule lives here."""

from flask import Flask


def register(app: Flask) -> None:
    """Hang the doors: how pages are rendered, how refusals are answered, and every audience's pages."""
    from ethics.web import account, admin, author, committee, door, numbers, office, public, refusals, rendering

    numbers.register(app)
    rendering.register(app)
    refusals.register(app)
    door.register(app)
    for audience in (account, public, author, committee, office, admin):
        audience.register(app)
