"""One's own account: signing in and out, passwords, invitations, and in the demonstration the cast."""

from flask import Flask


def register(app: Flask) -> None:
    """Hang this audience's pages, on top of Flask-Security, the watch over sessions and the post."""
    from ethics.settings import Settings
    from ethics.web import post
    from ethics.web.account import demo, passwords, people, returning, sessions, settings, sign_in
    from ethics.web.account.blueprint import bp

    configured: Settings = app.extensions["settings"]
    people.register(app, configured)
    sessions.register(app)
    returning.register(app)
    post.register(app, configured)
    demo.register(app, configured)
    for module in (sign_in, passwords, settings, demo):
        assert module.bp is bp
    app.register_blueprint(bp)
