"""`flask import-paper FILE`: what the program reads out of a paper, and with a committee and an author, a draft of it."""

import json
from collections import Counter
from pathlib import Path

import click
from flask import current_app, url_for
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from ethics import importing
from ethics.cli import no_database
from ethics.domain.refusal import Refusal
from ethics.extensions import db
from ethics.importing.as_draft import draft_of
from ethics.reading import accounts, drafts, people
from ethics.reading.choices import headings_for
from ethics.services import sources


@click.command("import-paper")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print what was found as one JSON object, and nothing else.")
@click.option("--committee", metavar="SLUG", help="Make the draft for this committee…")
@click.option("--author", metavar="EMAIL", help="…as this author's.")
@with_appcontext
def import_paper(file: Path, as_json: bool, committee: str | None, author: str | None) -> None:
    """Say what is found in a file, and make a draft of it if a committee and an author are named.

    Of a document that holds several dilemmas each becomes a draft, and --json has them in the list "papers", each in the
    shape of the whole. Nothing is stored without a committee and an author. Ends with 1 and a sentence where the file, or
    the draft, is refused; the virus scanner is asked where there is one.
    """
    if bool(committee) != bool(author):
        raise click.ClickException("Name both the committee and the author, or neither.")
    data = file.read_bytes()
    try:
        found = importing.read_file(file.name, data)
        importing.clamav.check(current_app.extensions["settings"].clamav, data)
    except importing.Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    try:
        made = _make(found, file.name, data, committee, author) if committee and author else []
    except DBAPIError as error:
        raise no_database(error) from error
    if as_json:
        click.echo(json.dumps(importing.as_json(found), ensure_ascii=False, indent=2))
        return
    if found.papers:
        click.echo(f"{len(found.papers)} dilemmas in one document")
    for paper in found.papers or (found,):
        for sentence in _sentences(paper):
            click.echo(sentence)
    for address in made:
        click.echo(f"The draft is at {address}")


def _make(found: importing.FoundPaper, name: str, data: bytes, committee: str, author: str) -> list[str]:
    """Make the draft, or one of each dilemma, and give back where they are."""
    clock = current_app.extensions["clock"]
    person = accounts.with_address(author)
    actor = people.actor(person.id) if person else None
    if actor is None:
        raise click.ClickException("Nobody with this address may sign in.")
    ways = [way for way in drafts.ways_to_bring(actor, clock()) if way.slug == committee]
    if not ways:
        raise click.ClickException("This person is no author of a force that puts dilemmas to that committee.")
    headings = list(headings_for(ways[0].committee_id, clock()))
    source = sources.SourceFile(name, importing.media_type_of(name, data), data)
    folder = current_app.extensions["settings"].data
    try:
        refs = [
            sources.bring_in(
                actor, ways[0].force_id, ways[0].committee_id, draft_of(paper, headings), source, folder, clock
            )
            for paper in found.papers or (found,)
        ]
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
    db.session.commit()
    with current_app.test_request_context(base_url=current_app.extensions["settings"].base_url):
        return [url_for("author.edit", ref=ref, _external=True) for ref in refs]


def _sentences(found: importing.FoundPaper) -> list[str]:
    """What was found, in words."""
    head = found.head
    said = [f"{label}: {text}" for label, text in (
        ("Subject", head.subject), ("Report of", head.report_of), ("Author", "; ".join(head.author)), ("Date", head.date),
    ) if text]  # fmt: skip
    names = {section.key: section.name for section in reversed(found.sections)} | {"scenario": "Scenarios"}
    for key, number in Counter(paragraph.key for paragraph in found.paragraphs).items():
        said.append(f"{names.get(key) or 'Text without a heading'}: {_many(number, 'paragraph')}")
    said += [f"Scenario {one.number}: {one.title} ({one.because})" for one in found.scenarios]
    said.append(_many(len(found.questions), "question"))
    for one in found.questions:
        said.append(f"  {one.number}. ({one.kind}) {one.title + ': ' if one.title else ''}{one.text}")
        said.append(f"     {one.because} {one.kind_because}")
    said.append(_many(len(found.implications), "implication"))
    said += [f"  {one.name}: {one.kind.replace('_', ' ')}" for one in found.implications]
    said.append(_many(len(found.contacts), "contact"))
    said += [f"No place was found for: {text}" for text in found.unplaced]
    return said + list(found.notes)


def _many(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


commands = [import_paper]
