"""The forecast of a basis says what the stances suggest, and that it is nothing more."""

import pytest

from ethics.domain.forecast import forecast_choices
from ethics.domain.vocabulary import Basis, Stance

S = Stance


def allowed(stances) -> list[Basis]:  # type: ignore[no-untyped-def]
    return [choice.basis for choice in forecast_choices(stances) if choice.allowed]


@pytest.mark.parametrize(
    ("stances", "open_ones"),
    [
        ({"Ann": [S.SUPPORTED], "Ben": [S.CONDITIONS]}, list(Basis)),
        ({"Ann": [S.SUPPORTED], "Ben": [S.SUPPORTED], "Cy": [S.NOT_SUPPORTED]}, [Basis.MAJORITY, Basis.NO_AGREED_VIEW]),
        ({"Ann": [S.SUPPORTED], "Ben": [S.CANNOT_ADVISE]}, [Basis.NO_AGREED_VIEW]),
        ({"Ann": [S.SUPPORTED], "Ben": [S.SUPPORTED], "Cy": []}, [Basis.MAJORITY, Basis.NO_AGREED_VIEW]),
        ({"Ann": [], "Ben": []}, list(Basis)),
    ],
)
def test_the_stances_suggest_the_strongest_word_that_would_fit(stances, open_ones) -> None:  # type: ignore[no-untyped-def]
    assert allowed(stances) == open_ones


def test_what_is_not_forecast_says_who_stands_apart_and_never_that_they_objected() -> None:
    choices = forecast_choices({"Ann": [S.SUPPORTED], "Ben": [S.SUPPORTED], "Cy": [S.NOT_SUPPORTED]})
    said = [str(choice.why) for choice in choices]
    assert said[0] == "Not forecast: Cy did not stand with the others."
    assert said[1] == "Not forecast yet. It would be, if Cy can live with the wording."
    assert not any("objected" in sentence for sentence in said)
