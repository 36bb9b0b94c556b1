"""The blueprint of the pages on which a force brings its dilemma, and of the paper everybody reads."""

from flask import Blueprint

bp = Blueprint("author", __name__)
