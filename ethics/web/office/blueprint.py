"""The blueprint of the commissioner's office: triage, meetings, issuing, records and seats."""

from flask import Blueprint

bp = Blueprint("office", __name__)
