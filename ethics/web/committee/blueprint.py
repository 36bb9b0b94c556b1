"""The blueprint of the pages on which a committee deliberates."""

from flask import Blueprint

bp = Blueprint("committee", __name__)
