"""The blueprint of those who run the installation: people, appointments and settings, and nothing of any paper."""

from flask import Blueprint

bp = Blueprint("admin", __name__)
