"""Words: every member of every enum has some, and none of those the product avoids."""

import pkgutil
import re
from importlib import import_module

import pytest

import ethics.domain
from ethics.domain.notices import NoticeKind
from ethics.domain.words import Message, Worded, say, say_many

for module in pkgutil.iter_modules(ethics.domain.__path__):
    import_module(f"ethics.domain.{module.name}")
ENUMS = sorted(
    (kind for kind in Worded.__subclasses__() if kind.__module__.startswith("ethics.domain.")),
    key=lambda kind: kind.__name__,
)
NEVER = re.compile(
    r"\b(vote|votes|verdict|decision|case|ticket|user|approve|approved|reject|rejected|please|submit)\b|!",
    re.IGNORECASE,
)


@pytest.mark.parametrize("kind", ENUMS, ids=lambda kind: kind.__name__)
def test_every_member_has_words_of_its_own(kind: type[Worded]) -> None:
    words = [str(member.words) for member in kind]
    assert all(words)
    if kind is not NoticeKind:
        assert len(set(words)) == len(words)
    for word in words:
        assert not NEVER.search(word.replace("“What should be done in each case?”", "").replace("in each case", "")), (
            word
        )


@pytest.mark.parametrize("kind", ENUMS, ids=lambda kind: kind.__name__)
def test_what_is_stored_fits_its_column_and_is_plain(kind: type[Worded]) -> None:
    for member in kind:
        assert re.fullmatch(r"[a-z0-9_]{1,30}", member.value), member


def test_a_member_without_words_cannot_be_written() -> None:
    with pytest.raises(TypeError):
        Worded("Bare", {"MEMBER": "member"})  # type: ignore[call-overload]


def test_a_message_words_itself_in_english() -> None:
    assert str(say("Nothing yet")) == "Nothing yet"
    assert str(say("By %(name)s", name="Joan")) == "By Joan"
    assert str(say("Because: %(why)s", why=say("It rained."))) == "Because: It rained."
    assert str(say_many("One thing", "%(n)s things", 1)) == "One thing"
    assert str(say_many("One thing", "%(n)s things", 4)) == "4 things"
    assert str(say_many("One thing", "%(n)s things", 0)) == "0 things"
    assert str(say("100% sure")) == "100% sure"


def test_messages_of_the_same_words_are_equal() -> None:
    assert say("By %(name)s", name="Joan") == Message("By %(name)s", {"name": "Joan"})
