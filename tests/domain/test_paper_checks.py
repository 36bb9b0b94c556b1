"""What the checks of a paper say, and where they keep silent."""

import pytest

from ethics.domain.paper_checks import CHECKS, Advice, Asked, Check, PaperText, Place, Words, look_over
from ethics.domain.table_sums import disagreements
from ethics.domain.vocabulary import ImplicationKind, Section
from ethics.domain.words import say


def words(text: str, number: int = 4, *, closed: bool = False) -> Words:
    called, within = say("Paragraph %(number)s", number=number), say("paragraph %(number)s", number=number)
    return Words(Place("background", box=number - 1), called, within, text, closed)


def found(check: Check, *texts: str, asks: tuple[str, ...] = (), **more: object) -> list[str]:
    """What this check says of a paper of these paragraphs and questions."""
    paper = PaperText(
        tuple(words(text, at) for at, text in enumerate(texts, 1)),
        tuple(Asked(at, text) for at, text in enumerate(asks, 1)),
        **more,  # type: ignore[arg-type]
    )
    return [str(one.said) for one in look_over(paper) if one.check is check]


def test_a_draft_that_is_not_begun_is_told_nothing() -> None:
    assert look_over(PaperText((), (), blank=tuple(Section))) == ()


def test_each_check_has_its_function_and_finds_what_it_is_for() -> None:
    table = "| For | 2024 |\n| --- | --- |\n| Fuel | 10 |\n| Tyres | 20 |\n| Total | 31 |"
    paper = PaperText(
        (
            words("OFFICIAL-SENSITIVE", 1), words("I wish to complain about this.", 2), words("Sgt Marlow was there.", 3),
            words("Write to desk@eastmarch.example.", 4), words("Consulted: YES/NO", 5), words(table, 6),
            words("It stands in Appendix B.", 7),
        ),
        tuple(Asked(at, text) for at, text in enumerate(
            ("Is it fair? Is it lawful?", "Do you agree that it is fair?", "What?", "How?", "Why?", "When?"), 1
        )),
        blank=(Section.PURPOSE,),
        implications=(("Equality", ImplicationKind.NONE, ""),),
    )  # fmt: skip
    assert {one.check for one in look_over(paper)} == set(Check)
    assert len(CHECKS) == len(Check)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("OFFICIAL-SENSITIVE\n\nMore.", True),
        ("This is restricted to members.", False),
    ],
)
def test_markings(text: str, says: bool) -> None:
    assert bool(found(Check.MARKED, text)) is says


def test_what_is_closed_may_hold_names_and_numbers() -> None:
    closed = words("Sgt Marlow is on 01632 960123, sgt@eastmarch.example.", closed=True)
    assert look_over(PaperText((closed,), ())) == ()


def test_people_are_pointed_at_once_each_unless_the_paper_names_them_on_purpose() -> None:
    texts = (
        "Sgt Marlow asked Mrs Penhallow and Dr Osei what they saw.",
        "Sgt Marlow left.",
        "x",
        "Sgt Marlow came back.",
    )
    said = found(Check.NAMED, *texts)
    assert [one.partition(". ")[0] for one in said] == [
        "Sgt Marlow is named in paragraph 1, paragraph 2 and paragraph 4",
        "Mrs Penhallow is named in paragraph 1",
        "Dr Osei is named in paragraph 1",
    ]
    assert len(found(Check.NAMED, *texts, known=("Ann Penhallow", "Sgt J Marlow"))) == 1
    assert "and 2 more" in found(Check.NAMED, *["Sgt Marlow."] * 5)[0]
    assert found(Check.NAMED, "The Chief Constable asked.") == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Ring 01632 960123.", "01632 960123"),
        ("Ask desk@eastmarch.example", "desk@eastmarch.example"),
        ("In 2024 there were 1,204 of them.", ""),
    ],
)
def test_addresses(text: str, says: str) -> None:
    assert bool(found(Check.REACHED, text)) is bool(says)
    assert says in "".join(found(Check.REACHED, text))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("A complaint against the officer is open.", True),
        ("There is an allegation of misconduct by PC Marlow.", True),
        ("He was accused of bullying by his sergeant and she complained about him.", True),
        ("I want to make a complaint.", True),
        ("Grievance against the line manager is under way.", True),
        ("My supervisor bullied me for a year.", True),
        ("Complaints about stop and search have fallen.", False),
        ("A complaint against a police officer must be recorded under the Act.", False),
        ("Passers-by complained about an officer dancing at the fair.", False),
        ("Residents complained about the noise of the drone.", False),
        ("Misconduct hearings are public.", False),
    ],
)
def test_a_complaint_about_a_person_is_told_from_one_about_a_practice(text: str, says: bool) -> None:
    assert bool(found(Check.COMPLAINT, text)) is says


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("Is it fair? And is it lawful?", True),
        ("Is it acceptable to keep them and should the force say so?", True),
        ("What should be weighed, and how long should they be kept?", True),
        ("Should she be told, and should she be able to object?", True),
        ("How would the force know that the list was unfair, and what should it then do?", True),
        ("Should consent be sought and, if so, from whom?", True),
        ("Should the force tell the farmer or the council?", False),
        ("Should the force go on or should it stop?", False),
        ("What should she be told of what the police will do, and when?", False),
        ("What should a household be told about why it was chosen, by whom and when?", False),
        ("What should the family be able to ask for, and what not?", False),
        ("What are the considerations for officers and staff?", False),
        ("Is it acceptable to search and seize?", False),
    ],
)
def test_a_question_that_asks_two_things(question: str, says: bool) -> None:
    assert bool(found(Check.TWO_THINGS, asks=(question,))) is says


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("Do you agree that this is right?", True),
        ("Isn’t it reasonable to keep them?", True),
        ("Should the force not tell the public?", True),
        ("Surely officers may do this?", True),
        ("Is it acceptable to keep them?", False),
        ("Is it acceptable not to tell the public?", False),
        ("What should be clear to the public?", False),
        ("Should officers clearly mark the van?", False),
        ("Is this clearly wrong?", True),
    ],
)
def test_a_leading_question(question: str, says: bool) -> None:
    assert bool(found(Check.LEADING, asks=(question,))) is says


def test_more_than_five_questions() -> None:
    assert found(Check.MANY, asks=("Why?",) * 5) == []
    assert found(Check.MANY, asks=("Why?",) * 13)[0].startswith("The paper asks 13 questions.")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Has it been assessed? YES / NO*", True),
        ("Assessed: Yes/No", True),
        ("~~YES~~/NO", False),
        ("Yes, no doubt.", False),
    ],
)
def test_a_choice_left_unstruck(text: str, says: bool) -> None:
    assert bool(found(Check.UNSTRUCK, text)) is says
    assert bool(found(Check.UNSTRUCK, "x", implications=(("Legal", ImplicationKind.TEXT, text),))) is says


def test_forms_behind_the_argument_are_looked_at_too() -> None:
    form = "Is publication to be deferred? YES / NO"
    assert "in the background papers" in found(Check.UNSTRUCK, "x", appendices=form)[0]
    costs = table("| A | 1 | 2 |", "| B | 1 | 2 |", "| Total | 3 | 4 |")
    assert found(Check.SUMS, "x", implications=(("Financial", ImplicationKind.TEXT, costs),)) == [
        "In the table of the implications (Financial) the column “2023” comes to 2 where it says 3."
    ]


def test_an_appendix_is_there_when_its_words_or_its_file_are() -> None:
    text = "See Appendix A, annex 2 and Appendix C."
    appendices = (
        "### Appendix A\n\n" + "The survey asked every household on the road what it thought of the plan.\n\n- Annex 2"
    )
    assert found(Check.APPENDIX, text, appendices=appendices) == [
        "annex 2 is named in paragraph 1 and does not come with the paper.",
        "Appendix C is named in paragraph 1 and does not come with the paper.",
    ]
    assert found(Check.APPENDIX, text, appendices=appendices, attached=("Annexe 2.pdf", "Appendix-C.docx")) == []
    assert found(Check.APPENDIX, "Appendix C and again Appendix C") != []
    assert len(found(Check.APPENDIX, "Appendix C", "Appendix C")) == 1


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        (ImplicationKind.NONE, "", True),
        (ImplicationKind.TEXT, "None.", True),
        (ImplicationKind.TEXT, "There are no implications arising from this report.", True),
        (ImplicationKind.NONE, "None: the assessment of May found no group affected.", False),
        (ImplicationKind.NOT_ASSESSED, "", False),
        (ImplicationKind.NOT_APPLICABLE, "", False),
    ],
)
def test_none_where_nothing_was_assessed(kind: ImplicationKind, text: str, says: bool) -> None:
    assert bool(found(Check.NONE_ASSESSED, "x", implications=(("Equality", kind, text),))) is says


def test_a_blank_section_is_named() -> None:
    assert found(Check.BLANK, "x", blank=(Section.DILEMMA,)) == ["The dilemma in one sentence is blank."]


def test_advice_is_known_again_until_what_it_speaks_of_changes() -> None:
    one = Advice(Check.SUMS, Place("background", box=3), say("x"), "Cost 3 4")
    assert one.key == Advice(Check.SUMS, Place("background", box=7), say("y"), "Cost 3 4").key
    assert one.key != Advice(Check.SUMS, Place("background", box=3), say("x"), "Cost 3 5").key
    assert len(one.key) <= 40


# -- sums -------------------------------------------------------------------------------------------------------------


def table(*rows: str, head: str = "| Item | 2023 | 2024 |") -> str:
    return "\n".join([head, "| --- | --: | --: |", *rows])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (table("| A | £1,000 | 2 |", "| B | £500 | 3 |", "| Total | £1,500 | 6 |"), [("2024", "6", "5")]),
        (table("| A | 1 | 2 |", "| B | – | 3 |", "| C | 4 | 5 |", "| **Total** | **5** | **10** |"), []),
        (table("| A | 1.4 | 2 |", "| B | 1.4 | 3 |", "| Total | 2.9 | 5 |"), []),
        (table("| A | 40% | 2 |", "| B | 50% | 3 |", "| Total | 100% | 5 |"), []),
        (table("| A | (10) | about 2 |", "| B | 30 | 3 |", "| Total | 20 | 9 |"), []),
        (table("| A | 1 | 2 |", "| B | 1 | 2 |", "| Subtotal | 2 | 4 |", "| C | 5 | 5 |", "| D | 1 | 1 |", "| Grand total | 8 | 11 |"),
         [("2024", "11", "10")]),
        (table("| Total population | 1 | 2 |", "| B | 1 | 2 |", "| C | 2 | 4 |"), []),
        (table("| A | 1 | 2 |", "| Total | 2 | 2 |"), []),
        ("Total 3 and no table", []),
        ("| Total |", []),
        (table("| A |", "| B | 1 |", "| Total | 5 | 6 |"), []),
        (table("| A | £4 | 2 |", "| B | £6 | 3 |", "| Balance: | £10 | 5 |", "| Grants received | £3 | 1 |", "| Our share, net | £8 | 4 |"),
         [("2023", "£8", "7")]),
        (table("| Balance brought forward | 4 | 2 |", "| B | 6 | 3 |", "| Total | 10 | 5 |"), []),
    ],
)  # fmt: skip
def test_totals_are_held_against_their_rows(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert list(disagreements(f"Costs were these.\n\n{text}\n\nAfter.")) == expected


def test_hostile_text_is_looked_over_soon() -> None:
    hostile = ("complaint about an and or ", "Appendix ", "YES/", "| 1 " * 40 + "|\n", "and is ", "? a ", "Mr A")
    paper = PaperText(
        tuple(words(text * (40_000 // len(text)), at) for at, text in enumerate(hostile, 1)),
        tuple(Asked(at, text * (40_000 // len(text))) for at, text in enumerate(hostile, 1)),
    )
    assert {one.check for one in look_over(paper)} >= {Check.MANY, Check.TWO_THINGS}
