"""What anyone may read: the register of advice, each published advice, and how the Committee works."""

from flask import Flask


def register(app: Flask) -> None:
    """Hang this audience's pages."""
    from ethics.web.public import about, advice, agendas
    from ethics.web.public.blueprint import bp

    for module in (advice, agendas, about):
        assert module.bp is bp
    app.register_blueprint(bp)
