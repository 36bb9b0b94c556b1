"""The blueprint of everything about one's own account."""

from flask import Blueprint

bp = Blueprint("account", __name__)
