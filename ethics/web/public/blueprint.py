"""The blueprint of everything anyone may read."""

from flask import Blueprint

bp = Blueprint("public", __name__)
