"""Dates and times are read as people type them, and what cannot be read says how to mend it."""

from datetime import UTC, date, datetime, time

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from ethics.web.forms import Form
from ethics.web.when import DayField, TimeField, moment, read_day, read_time

THE_DAY = date(2026, 3, 16)


@pytest.fixture(autouse=True)
def in_a_request(app: Flask):
    """Sentences are worded for a request."""
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    "typed",
    [
        "16 March 2026", "16 march 2026", "16  Mar 2026", "16th March, 2026", "16th of March 2026", "Monday 16 March 2026",
        "Mon, 16 Mar 2026", "16/3/2026", "16/03/2026", "16.3.2026", "16-3-2026", "16 3 2026", "16/3/26", "2026-03-16", " 16 March 2026 ",
        "16 March\u00a02026", "16\u200b March 2026",
    ],
)  # fmt: skip
def test_a_date_is_read_as_it_is_typed(typed: str) -> None:
    assert read_day(typed) == THE_DAY


@pytest.mark.parametrize("typed", ["3 Sept 2026", "3 September 2026", "3/9/2026"])
def test_september_is_read_however_it_is_shortened(typed: str) -> None:
    assert read_day(typed) == date(2026, 9, 3)


@pytest.mark.parametrize(
    ("typed", "mend"),
    [
        ("tomorrow", "such as 16 March 2026"),
        ("16 March", "Add the year"),
        ("16 Smarch 2026", "month by its name or number"),
        ("31 June 2026", "no such day"),
        ("16/13/2026", "no such day"),
        ("3/16/2026", "no such day"),
        ("0/0/0000", "no such day"),
        ("x" * 5000, "such as 16 March 2026"),
        ("<script>alert(1)</script>", "such as 16 March 2026"),
    ],
)
def test_a_date_that_cannot_be_read_says_how_to_mend_it(typed: str, mend: str) -> None:
    with pytest.raises(ValueError, match=mend):
        read_day(typed)


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("5pm", time(17)), ("5 pm", time(17)), ("5 p.m.", time(17)), ("5PM", time(17)), ("17:00", time(17)), ("17.00", time(17)),
        ("1700", time(17)), ("9.30am", time(9, 30)), ("9:30 am", time(9, 30)), ("09:30", time(9, 30)), ("noon", time(12)),
        ("Midday", time(12)), ("12pm", time(12)), ("12am", time(0)), ("12.30pm", time(12, 30)), ("midnight", time(0)), ("0:05", time(0, 5)),
    ],
)  # fmt: skip
def test_a_time_is_read_as_it_is_typed(typed: str, means: time) -> None:
    assert read_time(typed) == means


@pytest.mark.parametrize(
    ("typed", "mend"),
    [
        ("teatime", "such as 5pm, 9.30am or noon"),
        ("5", "morning or afternoon"),
        ("9.30", "morning or afternoon"),
        ("12", "morning or afternoon"),
        ("13pm", "no such time"),
        ("0am", "no such time"),
        ("24:00", "no such time"),
        ("5.60pm", "no such time"),
        ("5.5pm", "such as 5pm"),
    ],
)
def test_a_time_that_cannot_be_read_says_how_to_mend_it(typed: str, mend: str) -> None:
    with pytest.raises(ValueError, match=mend):
        read_time(typed)


def test_what_is_typed_is_by_the_committees_own_clock() -> None:
    assert moment(date(2026, 3, 16), time(17)) == datetime(2026, 3, 16, 17, tzinfo=UTC)
    assert moment(date(2026, 4, 16), time(17)) == datetime(2026, 4, 16, 16, tzinfo=UTC)


class WhenForm(Form):
    day = DayField("Day")
    at = TimeField("Time")
    ends = TimeField("Ends", needed=False)


def shown(form: WhenForm) -> list[str]:
    return [form.day._value(), form.at._value(), form.ends._value()]


def test_a_field_shows_its_value_as_we_write_dates_and_times() -> None:
    form = WhenForm(
        formdata=None, data={"day": THE_DAY, "at": datetime(2026, 7, 1, 11, tzinfo=UTC), "ends": time(13, 30)}
    )
    assert shown(form) == ["16 March 2026", "noon", "1.30pm"]


def test_what_cannot_be_read_is_given_back_as_it_was_typed() -> None:
    form = WhenForm(formdata=MultiDict({"day": " the Ides ", "at": "9.30", "ends": ""}), data={"day": THE_DAY})
    form.validate()
    assert shown(form) == [" the Ides ", "9.30", ""]
    assert "such as 16 March 2026" in str(form.day.errors[0])
    assert "morning or afternoon" in str(form.at.errors[0])
    assert not form.ends.errors


def test_a_date_that_is_not_sent_at_all_is_missing_not_kept() -> None:
    form = WhenForm(formdata=MultiDict({"at": "5pm"}), data={"day": THE_DAY})
    form.validate()
    assert form.day.data is None
    assert "Enter a date" in str(form.day.errors[0])


def test_a_very_long_text_is_refused_and_given_back_whole() -> None:
    form = WhenForm(formdata=MultiDict({"day": "x" * 400, "at": "5pm"}))
    form.validate()
    assert form.day.errors
    assert form.day._value() == "x" * 400
