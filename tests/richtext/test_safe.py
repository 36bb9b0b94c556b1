import copy
import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest
from jinja2 import Environment, StrictUndefined
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from ethics.richtext import SafeHtml, html, stored_html
from ethics.richtext.stored import SafeHtmlType


class Base(DeclarativeBase):
    pass


class Note(Base):
    __tablename__ = "note"
    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[SafeHtml | None] = mapped_column(SafeHtmlType)


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


def test_a_template_prints_it_without_being_told_it_is_safe():
    page = Environment(autoescape=True, undefined=StrictUndefined).from_string("<div>{{ body }}</div>{{ other }}")
    assert page.render(body=html("*a* <b>"), other="<i>") == "<div><p><em>a</em> &lt;b&gt;</p></div>&lt;i&gt;"


def test_text_joined_to_it_is_ordinary_text_and_escaped():
    page = Environment(autoescape=True).from_string("{{ joined }}")
    assert page.render(joined=f"<script>{html('a')}") == "&lt;script&gt;&lt;p&gt;a&lt;/p&gt;"


@pytest.mark.parametrize("arguments", [("<script>",), ("<script>", None), ("<script>", object()), ("<script>", True)])
def test_nobody_outside_the_room_can_make_one(arguments):
    with pytest.raises(TypeError, match="richtext alone"):
        SafeHtml(*arguments)


def test_one_cannot_be_changed_into_another():
    made = html("a")
    with pytest.raises(AttributeError):
        made._html = "<script>"
    with pytest.raises(AttributeError):
        del made._html


def test_two_of_the_same_html_are_equal_and_none_equals_its_string():
    assert html("a") == html("a")
    assert hash(html("a")) == hash(html("a"))
    assert html("a") != "<p>a</p>"
    assert not html("")
    assert html("a")


def test_a_copy_is_itself_and_a_pickle_is_cleaned_again():
    made = html("a")
    assert copy.deepcopy(made) is made
    assert copy.copy(made) is made
    stored = pickle.dumps(made)
    assert pickle.loads(stored) == made
    assert str(pickle.loads(stored.replace(b"<p>a</p>", b"<q>a</q>"))) == "a"


def test_what_was_stored_comes_back_the_same():
    made = html('| a | b |\n|---|--:|\n| [x](https://x.example/?a&b) | "q" |\n\n3. three\n\n*a* & <b>')
    assert stored_html(str(made)) == made


def test_what_was_tampered_with_comes_back_cleaned_every_time():
    for _ in range(2):
        assert str(stored_html('<p onclick="x">a<script>b</script></p>')) == "<p>ab</p>"
        assert "onclick" not in str(stored_html('<a href="https://x.example" onclick="x">a</a>'))
        assert str(stored_html("<p>&#x202e;a&ZeroWidthSpace;&eacute;</p>")) == "<p>aé</p>"


def test_a_column_gives_back_what_it_took(session):
    session.add_all([Note(id=1, body=html("*a*")), Note(id=2, body=None)])
    session.commit()
    session.expire_all()
    assert session.scalars(select(Note.body).order_by(Note.id)).all() == [html("*a*"), None]


def test_a_column_cleans_what_somebody_wrote_past_the_program(session):
    session.execute(text("INSERT INTO note (id, body) VALUES (1, '<p>a<img src=x onerror=b></p>')"))
    assert str(session.get(Note, 1).body) == "<p>a</p>"


def test_a_column_refuses_a_plain_string(session):
    session.add(Note(id=1, body="<script>"))
    with pytest.raises(StatementError, match="takes SafeHtml alone"):
        session.flush()


def test_many_threads_clean_at_once_and_get_their_own_text_back():
    def made(number):
        return str(html(f"*{number}* [x](https://x.example/{number})" * 20))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(made, range(80))) == [made(number) for number in range(80)]
