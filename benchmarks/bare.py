"""The floor: what any Flask page costs here. A session read, three queries, a page of the size asked for."""

from flask import Flask, Response
from flask_login import current_user
from sqlalchemy import select

from ethics import create_app
from ethics.extensions import db
from ethics.models import Committee, Dilemma, Person
from ethics.web import door

app: Flask = create_app()
door.ACCOUNTED["bare"] = "The floor that pages are measured against; it exists in benchmarks alone."


@app.get("/bare/<int:size>")
def bare(size: int) -> Response:
    """Three queries and a page of ``size`` bytes, for whoever is signed in."""
    known = current_user.is_authenticated
    db.session.execute(select(Person.id, Person.name).limit(1)).all()
    db.session.execute(select(Committee.id, Committee.name).limit(1)).all()
    db.session.execute(select(Dilemma.id, Dilemma.title).limit(10)).all()
    return Response(("x" * (size - 1)) + ("1" if known else "0"), mimetype="text/html")
