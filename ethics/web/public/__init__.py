"""The pages of the public door."""

from flask import Flask


def register(app: Flask) -> None:
    """Hang this audience's pages."""
