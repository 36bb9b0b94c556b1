"""What a stale save is answered with: everything entered beside what stands there now, choices in the words they are chosen by."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from flask import current_app, g, redirect, request, url_for
from flask_babel import gettext
from wtforms import BooleanField, Field, FieldList, FileField, FormField, SelectFieldBase, SelectMultipleField
from wtforms.widgets import HiddenInput

from ethics.domain.refusal import Stale, StaleText
from ethics.domain.words import say
from ethics.web.forms import fields_of
from ethics.web.rendering import render, told, words

_NEVER_GIVEN_BACK = ("csrf_token", "version", "password")

Pairs = list[tuple[str, str]]


def answer(stale: Stale) -> Any:
    """Both texts; where what was sent is what stands there, and no file came with it, on to it; a step without anything
    to lay beside it has a page that says so.
    """
    texts, pairs = beside(stale.texts), _sent(())
    also = chosen({text["name"] for text in texts})
    if not texts:
        texts = [text for text in _typed() if text["yours"]]
        also = [one for one in also if one["name"] not in {text["name"] for text in texts}]
    else:
        others = _others({text["name"] for text in texts}, stale.version)
        if not _files() and all(text["yours"] == text["now"] for text in texts) and all(same for _, same in others):
            told(say("This is saved already."))
            return redirect(_back(), 303)
        also += [_emptied(field) for field, same in others if same is False and not field.data]
    if not texts and not also:
        return render("errors/changed.html", back_url=_back()), 409
    names = {text["name"] for text in texts}
    return page(
        stale, texts, [pair for pair in pairs if pair[0] not in names], also=also, url=request.full_path.rstrip("?"),
        version=stale.version,
    )  # fmt: skip


def page(
    stale: Stale, texts: list[dict[str, Any]], pairs: Pairs, *, also: list[dict[str, str]], url: str, version: int = 0
) -> tuple[str, int]:
    """The page itself; ``pairs`` are sent along from it unseen."""
    said = {
        "url": url, "version": version, "texts": texts, "pairs": pairs, "also": also, "back_url": _back(),
        "changed_by": words(stale.by) if stale.by is not None else "", "files": _files(),
    }  # fmt: skip
    return render("errors/409.html", stale=said), 409


def beside(texts: Iterable[StaleText], renamed: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """Each field as it was sent and as it is now. What the form that was sent does not ask for is left out."""
    fields, found = _fields(), []
    for text in texts:
        field = fields.get(text.name)
        if field is None and text.name not in request.form:
            continue
        one = {
            "name": (renamed or {}).get(text.name, text.name), "label": words(text.label), "kind": _kind(field),
            "yours": _value(field, text.name), "now": _in_order(field, text.now),
        }  # fmt: skip
        found.append(one | {"yours_words": in_words(field, one["yours"]), "now_words": in_words(field, text.now)})
    return found


def chosen(shown: Collection[str]) -> list[dict[str, str]]:
    """What else was chosen or ticked, in words: it is sent along, and is not to be sent along unseen."""
    found = []
    for name, field in _fields().items():
        if name in shown or (_kind(field) == "text" and not _is_a_day(field)):
            continue
        values = request.form.getlist(name)
        said = ", ".join(in_words(field, value) for value in values if value)
        if said:
            found.append({"name": name, "label": str(field.label.text), "words": said})
    return found


def _others(shown: Collection[str], version: int) -> list[tuple[Field, bool | None]]:
    """Every field that people see and that was not laid beside what stands there, and whether what was sent in it does
    stand there; None where that is not known: its form was not made from this very version.
    """
    fields, found = _fields(), []
    for form in g.get("sent_forms", ()):
        own = [field for field in fields_of(form) if field.name in fields and fields[field.name] is field]
        known = form.version.object_data == version and any(field.object_data for field in own)
        found += [
            (field, _plain(field.data) == _plain(field.object_data) if known else None)
            for field in own
            if field.name not in shown
        ]
    return found


def _plain(value: Any) -> list[str]:
    several = value if isinstance(value, list | tuple | set | frozenset) else [value]
    return sorted(str(one) for one in several if one)


def _emptied(field: Field) -> dict[str, str]:
    """What was un-ticked, cleared or emptied, in words: it is not to be taken away unseen."""
    said = gettext("No") if isinstance(field, BooleanField) else gettext("Nothing")
    return {"name": field.name, "label": str(field.label.text), "words": said}


def _files() -> list[str]:
    """The names of the files that were sent: a browser does not send them again by itself."""
    return [file.filename for _, file in request.files.items(multi=True) if file.filename]


def in_words(field: Field | None, value: str) -> str:
    """A value of a field as a person would say it."""
    if isinstance(field, BooleanField):
        return gettext("Yes") if value else gettext("No")
    if isinstance(field, SelectFieldBase):
        labels = {str(choice.value): str(choice.label) for choice in _choices(field)}
        chosen = [labels.get(one, "") for one in value.splitlines()]
        return "; ".join(one for one in chosen if one) if value else gettext("Nothing chosen")
    return value


def _typed() -> list[dict[str, Any]]:
    """Every text that was typed, where nothing is known to lay beside it."""
    return [
        {"name": name, "label": str(field.label.text), "kind": "typed", "yours": _value(field, name), "now": ""}
        for name, field in _fields().items()
        if _kind(field) == "text" and not _is_a_day(field)
    ]


def _fields() -> dict[str, Field]:
    """The fields that people see of the forms that were made from what was sent, by name."""
    found = {}
    for form in g.get("sent_forms", ()):
        for field in fields_of(form):
            unseen = isinstance(field, FormField | FieldList | FileField) or isinstance(field.widget, HiddenInput)
            if not unseen and not any(secret in field.name for secret in _NEVER_GIVEN_BACK):
                found[field.name] = field
    return found


def _in_order(field: Field | None, now: str) -> str:
    return "\n".join(sorted(now.splitlines())) if isinstance(field, SelectMultipleField) else now


def _kind(field: Field | None) -> str:
    if isinstance(field, BooleanField) or (
        isinstance(field, SelectFieldBase) and not isinstance(field, SelectMultipleField)
    ):
        return "choice"
    return "several" if isinstance(field, SelectMultipleField) else "text"


def _is_a_day(field: Field) -> bool:
    return not isinstance(field.data, str) and field.data is not None


def _choices(field: SelectFieldBase) -> Iterable[Any]:
    if field.has_groups():
        return (choice for _, some in field.iter_groups() for choice in some)
    return field.iter_choices()


def _value(field: Field | None, name: str) -> str:
    if isinstance(field, SelectMultipleField):
        return "\n".join(sorted(request.form.getlist(name)))
    if isinstance(field, BooleanField):
        return "y" if field.data else ""
    if field is not None and isinstance(field.data, str):
        return field.data
    return request.form.get(name, "")


def _sent(without: Collection[str]) -> Pairs:
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in ("csrf_token", "version") and name not in without
    ]


def _back() -> str:
    """Where what stands now can be looked at: this address, or the dilemma's own where this one only takes posts."""
    adapter = current_app.create_url_adapter(request)
    if adapter is not None and "GET" in adapter.allowed_methods(request.path):
        return request.path
    ref = (request.view_args or {}).get("ref")
    return url_for("committee.dilemma", ref=ref) if ref and request.path.startswith("/dilemmas/") else request.path
