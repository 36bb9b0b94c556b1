"""The office's door: triage, meetings, issuing, the record, and the seats it confirms."""

from flask import Flask


def register(app: Flask) -> None:
    """Hang this audience's pages."""
    from ethics.web.office import (
        disclosure,
        enquiries,
        issuing,
        meetings,
        part_2_reads,
        record,
        seats,
        triage,
        versions,
    )
    from ethics.web.office.blueprint import bp

    for module in (disclosure, enquiries, issuing, meetings, part_2_reads, record, seats, triage, versions):
        assert module.bp is bp
    app.register_blueprint(bp)
