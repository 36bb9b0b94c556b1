import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ethics.domain.disclosure import WORDS, Finding, FindingKind, Marking, Passage, marking_of, scan

PEOPLE = (
    "Ada Okafor-Reid",
    "Tomasz Wiśniewski",
    "Dr Niamh O'Dell",
    "Mark May",
    "Grace Brown",
    "Will Grant",
    "Superintendent Imogen Larch",
    "Pryce, Owen",
    "Farida J Haddad",
    "Li",
    "Eastmarch Police",
    "Larkfield House",
    "Chief Constable",
)


def found(kind: FindingKind, text: str, *, names=PEOPLE, closed=()) -> list[str]:
    """What the scan finds of one kind, as it stands in the text."""
    findings = scan([Passage("para-1", text)], names=names, closed=closed)
    return [text[finding.start : finding.end] for finding in findings if finding.kind is kind]


@pytest.mark.parametrize(
    "text",
    [
        "SECRET",
        "TOP SECRET",
        "  **TOP SECRET**  ",
        "[SECRET]",
        "# SECRET",
        "> SECRET",
        "UK SECRET",
        "SECRET UK EYES ONLY",
        "TOP SECRET STRAP 2",
        "COSMIC TOP SECRET",
        "Protective marking: SECRET",
        "Security classification – TOP SECRET",
        "S E C R E T",
        "T O P  S E C R E T",
        "SE\u200bCRET",
        "ＳＥＣＲＥＴ",
        "Purpose\nSECRET\nTo ask the committee",
        "RESTRICTED\n\nSECRET",
        "one\r\nTOP\u00a0SECRET\r\ntwo",
    ],
)
def test_text_marked_secret_or_above_is_refused(text):
    assert marking_of(text) is Marking.REFUSED


@pytest.mark.parametrize(
    "text",
    [
        "RESTRICTED",
        "CONFIDENTIAL",
        "OFFICIAL-SENSITIVE",
        "OFFICIAL - SENSITIVE",
        "OFFICIAL – SENSITIVE",
        "OFFICIAL: SENSITIVE",
        "OFFICIAL (SENSITIVE)",
        "OFFICIAL SENSITIVE",
        "OFFICIAL\u2011SENSITIVE",
        "*OFFICIAL-SENSITIVE*",
        "OFFICIAL-SENSITIVE [PERSONAL]",
        "OFFICIAL-SENSITIVE: PERSONAL DATA",
        "OFFICIAL-SENSITIVE (when complete)",
        "RESTRICTED - POLICY",
        "PRIVATE AND CONFIDENTIAL",
        "STRICTLY CONFIDENTIAL",
        "CONFIDENTIAL – NOT FOR PUBLICATION",
        "GPMS: RESTRICTED",
        "GSC OFFICIAL-SENSITIVE",
        "Protective Marking:\tOFFICIAL-SENSITIVE",
        "| Classification | OFFICIAL-SENSITIVE |",
        "R E S T R I C T E D",
        "RESTRICTED Page 2 of 9",
    ],
)
def test_text_marked_below_secret_asks_for_part_2(text):
    assert marking_of(text) is Marking.PART_2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "the top secret of good policing is patience",
        "Secret Santa",
        "SECRET SANTA",
        "Secret",
        "secret",
        "Confidential",
        "talks held in CONFIDENTIAL session with residents",
        "The report was marked RESTRICTED by its author.",
        "OFFICIAL",
        "OFFICIAL SECRETS ACT",
        "THE OFFICIAL SECRETS ACT 1989",
        "PART 1 – NON CONFIDENTIAL FACTS AND ADVICE",
        "NOT CONFIDENTIAL",
        "CONFIDENTIALITY",
        "CONFIDENTIAL INFORMATION",
        "RESTRICTED DUTIES",
        "UNRESTRICTED",
        "SENSITIVE",
        "TOP",
        "a secret\nrestricted\nballot",
        "X Y Z W",
    ],
)
def test_the_word_in_prose_is_no_marking(text):
    assert marking_of(text) is None


@pytest.mark.parametrize(
    ("text", "marking"),
    [
        ("Eastmarch Police – OFFICIAL-SENSITIVE – Page 1", Marking.PART_2),
        ("Paper C RESTRICTED until the meeting", Marking.PART_2),
        ("This page is TOP SECRET when the form is filled in", Marking.REFUSED),
        ("RESTRICTED and SECRET", Marking.REFUSED),
        ("NON-CONFIDENTIAL", None),
        ("Secret ballot of the committee", None),
        ("Eastmarch Ethics Committee, 16 March 2026", None),
    ],
)
def test_in_a_header_or_footer_the_word_in_capitals_counts_anywhere(text, marking):
    assert marking_of(text, header_footer=True) is marking


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Write to office@eastmarch.example today.", ["office@eastmarch.example"]),
        ("Office.Desk+ethics@mail.eastmarch.example", ["Office.Desk+ethics@mail.eastmarch.example"]),
        ("a@b\u200b.example", ["a@b\u200b.example"]),
        ("a\u2060@\ufeffb.example", ["a\u2060@\ufeffb.example"]),
        ("office @ eastmarch.example", ["office @ eastmarch.example"]),
        ("office\u00a0@\u00a0eastmarch.example", ["office\u00a0@\u00a0eastmarch.example"]),
        ("office＠eastmarch．example", ["office＠eastmarch．example"]),
        ("office (at) eastmarch.example", ["office (at) eastmarch.example"]),
        ("office (at) eastmarch", ["office (at) eastmarch"]),
        ("office[at]eastmarch[dot]example", ["office[at]eastmarch[dot]example"]),
        ("office at eastmarch dot example", ["office at eastmarch dot example"]),
        ("office%40eastmarch.example", ["office%40eastmarch.example"]),
        ("office&#64;eastmarch.example", ["office&#64;eastmarch.example"]),
        ("office\\@eastmarch.example", ["office\\@eastmarch.example"]),
        ("[us](mailto:office@eastmarch.example)", ["office@eastmarch.example"]),
        ("a@x.example, b@y.example", ["a@x.example", "b@y.example"]),
        ("office@eastmarch", []),
        ("Follow @eastmarchpolice", []),
        ("5 @ £3.50 each", []),
        ("Meet at noon. Then go.", []),
        ("look at eastmarch.example", []),
        ("the shop (at the corner)", []),
    ],
)
def test_e_mail_addresses_are_found_however_they_are_dressed(text, expected):
    assert found(FindingKind.EMAIL, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tel: 01632 960123", ["01632 960123"]),
        ("01632960123", ["01632960123"]),
        ("(01632) 960 123", ["(01632) 960 123"]),
        ("01632-960-123", ["01632-960-123"]),
        ("01632\u00a0960\u2009123", ["01632\u00a0960\u2009123"]),
        ("0\u200b1632 960\u200b123", ["0\u200b1632 960\u200b123"]),
        ("+44 1632 960123", ["+44 1632 960123"]),
        ("+44 (0)1632 960 123", ["+44 (0)1632 960 123"]),
        ("(+44) 1632 960123", ["(+44) 1632 960123"]),
        ("0044 1632 960123", ["0044 1632 960123"]),
        ("44 1632 960123", ["44 1632 960123"]),
        ("01632 960123 ext. 12", ["01632 960123 ext. 12"]),
        ("mobile 1632 960 123", ["1632 960 123"]),
        ("Extension 4821", ["Extension 4821"]),
        ("01632 960123 or 01632 960124", ["01632 960123", "01632 960124"]),
        ("Call 101, or 999 in an emergency", []),
        ("16 March 2026", []),
        ("01.02.2026 10", []),
        ("01/02/2026 10:30", []),
        ("0 15 1234 2011 12", []),
        ("£01632960123", []),
        ("0.1632960123", []),
        ("paragraphs 10–22, 2017–2020", []),
        ("21*1234567*22", []),
        ("171,020 and 5,056.50", []),
    ],
)
def test_phone_numbers_are_found_in_every_british_form(text, expected):
    assert found(FindingKind.PHONE, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Eastmarch EM1 2AB", ["EM1 2AB"]),
        ("EM12AB.", ["EM12AB"]),
        ("EM12 3AB", ["EM12 3AB"]),
        ("E1W 3AB", ["E1W 3AB"]),
        ("EM1\u00a02AB", ["EM1\u00a02AB"]),
        ("EM1\n2AB", ["EM1\n2AB"]),
        ("em1 2ab", ["em1 2ab"]),
        ("the A1 2nd exit, and a1 2nd exit", []),
        ("Section 31, paragraph 4A", []),
        ("the M1 motorway", []),
        ("EM1 2CI", []),
        ("Question B2 3 of 5", []),
    ],
)
def test_postcodes_are_found(text, expected):
    assert found(FindingKind.POSTCODE, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("as Ada Okafor-Reid said", ["Ada Okafor-Reid"]),
        ("as ADA OKAFOR-REID said", ["ADA OKAFOR-REID"]),
        ("as ada okafor-reid said", ["ada okafor-reid"]),
        ("as A. Okafor-Reid said", ["A. Okafor-Reid"]),
        ("as Okafor-Reid said", ["Okafor-Reid"]),
        ("as Okafor-Reid's paper says", ["Okafor-Reid"]),
        ("Okafor-Reid, Ada", ["Okafor-Reid, Ada"]),
        ("Ada M Okafor-Reid", ["Ada M Okafor-Reid"]),
        ("Ada\u00a0Okafor\u2011Reid", ["Ada\u00a0Okafor\u2011Reid"]),
        ("A\u200bda Oka\u00adfor-Reid", ["A\u200bda Oka\u00adfor-Reid"]),
        ("Tomasz Wisniewski", ["Tomasz Wisniewski"]),
        ("Wis\u0301niewski", ["Wis\u0301niewski"]),
        ("said O’Dell", ["O’Dell"]),
        ("Imogen Larch", ["Imogen Larch"]),
        ("Owen Pryce", ["Owen Pryce"]),
        ("Farida Haddad", ["Farida Haddad"]),
        ("Farida J. Haddad", ["Farida J. Haddad"]),
        ("Larkfield House and Eastmarch Police", ["Larkfield House", "Eastmarch Police"]),
        ("Mark May spoke", ["Mark May"]),
        ("M May spoke", ["M May"]),
        ("then Li left", ["Li"]),
        ("then Brown left", ["Brown"]),
        ("Will Grant wrote it", ["Will Grant"]),
        ("Ada alone", []),
        ("May 2026", []),
        ("It may be in May", []),
        ("Mark the paper", []),
        ("they will grant it", []),
        ("Grant the request", []),
        ("the Police said, in the House", []),
        ("the Chief Constable said", []),
        ("a larch tree and the pryces", []),
        ("Brown paper, though brown, was used", []),
        ("Ada told us. Nobody. The Reid report", []),
        ("Larches", []),
    ],
)
def test_names_are_found_whole_and_surnames_alone_where_capitals_tell(text, expected):
    assert found(FindingKind.NAME, text) == expected


def test_a_name_inside_an_address_is_found_once_as_the_address():
    findings = scan([Passage("1", "imogen.larch@eastmarch.example")], names=PEOPLE, closed=())
    assert [finding.kind for finding in findings] == [FindingKind.EMAIL]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr Tamm said", ["Mr Tamm"]),
        ("Mr. Tamm said", ["Mr. Tamm"]),
        ("MRS TAMM said", ["MRS TAMM"]),
        ("Ms J. B. Tamm said", ["Ms J. B. Tamm"]),
        ("Dr Tamm's letter", ["Dr Tamm"]),
        ("Mr\u00a0Tamm", ["Mr\u00a0Tamm"]),
        ("M\u200br Tamm", ["M\u200br Tamm"]),
        ("Mr\nTamm", ["Mr\nTamm"]),
        ("Mr May", ["Mr May"]),
        ("PC Tamm", ["PC Tamm"]),
        ("PC 1234 Tamm", ["PC 1234 Tamm"]),
        ("DC Tamm and Sgt Orme", ["DC Tamm", "Sgt Orme"]),
        ("DI Tamm, DCI Orme, Supt Ash", ["DI Tamm", "DCI Orme", "Supt Ash"]),
        ("T/DI Orme", ["DI Orme"]),
        ("Chief Constable Tamm", ["Chief Constable Tamm"]),
        ("Deputy Chief Constable Ida Tamm spoke", ["Deputy Chief Constable Ida Tamm"]),
        ("Detective Sergeant Tamm", ["Detective Sergeant Tamm"]),
        ("inspector Tamm", ["inspector Tamm"]),
        ("Cllr Tamm", ["Cllr Tamm"]),
        ("Councillor Tamm-Orme", ["Councillor Tamm-Orme"]),
        ("Professor Tamm of the university", ["Professor Tamm"]),
        ("Sir Ivo Tamm", ["Sir Ivo Tamm"]),
        ("Mr O’Tamm", ["Mr O’Tamm"]),
        ("Police and Crime Commissioner Tamm", ["Commissioner Tamm"]),
        ("the Chief Constable", []),
        ("the Chief Constable of Eastmarch", []),
        ("Chief Constable Eastmarch Police", []),
        ("Chief Constable's Office", []),
        ("Chief Constable Report", []),
        ("Chief Constable\nBackground", []),
        ("Chief Constable. Background", []),
        ("Police Constable", []),
        ("Police Constable Degree Apprenticeship", []),
        ("a police constable spoke", []),
        ("PC numbers", []),
        ("PC World, MS Word", []),
        ("PCC CONTRIBUTION, ACO Resources, Superintendent Rank", []),
        ("Police and Crime Commissioner", []),
        ("Report of the Commissioner May 2026", []),
        ("Inspector of Constabulary", []),
        ("Washington DC Police", []),
        ("di Tamm, ps Tamm", []),
        ("Mr B said", []),
        ("miss Tuesday", []),
        ("Section 31", []),
    ],
)
def test_a_title_or_rank_before_a_capitalised_word_is_found(text, expected):
    assert found(FindingKind.TITLED_NAME, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("crime 21*1234567*22 refers", ["21*1234567*22"]),
        ("crime 21\\*1234567\\*22", ["21\\*1234567\\*22"]),
        ("22/123456/23", ["22/123456/23"]),
        ("22/12\u200b3456/23", ["22/12\u200b3456/23"]),
        ("22\u200b/123456\u2060/23", ["22\u200b/123456\u2060/23"]),
        ("complaint CO/00105/17", ["CO/00105/17"]),
        ("CM/5/16 and CO/489/15", ["CM/5/16", "CO/489/15"]),
        ("URN 01AB1234567", ["URN 01AB1234567"]),
        ("URN: 12/AB/1234/23", ["URN: 12/AB/1234/23"]),
        ("PNC ID 99/123456X", ["PNC ID 99/123456X"]),
        ("99/123456X", ["99/123456X"]),
        ("Crime reference number: 6789/21", ["Crime reference number: 6789/21"]),
        ("incident no. 345", ["incident no. 345"]),
        ("log 345 and log number 345", ["log number 345"]),
        ("Our ref: EM/ETH/0231", ["ref: EM/ETH/0231"]),
        ("occurrence 2100123456789", ["2100123456789"]),
        ("PC 1234", ["PC 1234"]),
        ("PC 1234 Tamm", ["PC 1234"]),
        ("Sgt 42", ["Sgt 42"]),
        ("collar number 1234", ["collar number 1234"]),
        ("warrant card no. 98765", ["warrant card no. 98765"]),
        ("25/10/2019 and 25/10/19", []),
        ("minute 31/17", []),
        ("in 2017/18", []),
        ("Section 31, paragraph 16", []),
        ("May 2026", []),
        ("PC numbers", []),
        ("PCs 2026", []),
        ("£1234567890", []),
        ("1,234,567,890", []),
        ("with reference to the crime", []),
        ("24/7 cover, 9/10 people", []),
    ],
)
def test_file_crime_and_collar_numbers_are_found(text, expected):
    if text.startswith("Our ref"):
        assert found(FindingKind.REFERENCE, text)[0].endswith(expected[0])
    else:
        assert found(FindingKind.REFERENCE, text) == expected


def test_a_marking_left_in_a_text_is_found_where_it_stands():
    text = "Purpose\n\n  **OFFICIAL-SENSITIVE**\n\nTo ask."
    assert found(FindingKind.MARKING, text) == ["**OFFICIAL-SENSITIVE**"]
    assert found(FindingKind.MARKING, "in CONFIDENTIAL talks") == []


CLOSED = "The informant meets her handler every second Tuesday behind the old mill at Larkfield."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("meets her handler every second Tuesday", ["meets her handler every second Tuesday"]),
        (
            "We know: MEETS her-handler, every (second) Tuesday; behind it all",
            ["MEETS her-handler, every (second) Tuesday; behind"],
        ),
        (
            "meets\u200b her\u00a0handler every sec\u00adond Tuesday",
            ["meets\u200b her\u00a0handler every sec\u00adond Tuesday"],
        ),
        ("He meets her handler every second", []),
        ("meets her handler every Tuesday behind the old mill", []),
        (
            "the informant meets her handler every. And every second Tuesday behind the old",
            ["the informant meets her handler every", "every second Tuesday behind the old"],
        ),
        ("", []),
    ],
)
def test_a_run_of_six_words_shared_with_part_2_is_found_once_at_its_longest(text, expected):
    assert found(FindingKind.SHARED_RUN, text, closed=[CLOSED]) == expected


def test_the_whole_of_part_2_pasted_into_the_open_is_one_finding():
    text = f"As follows. {CLOSED} So much for that."
    assert found(FindingKind.SHARED_RUN, text, closed=["other", CLOSED]) == [CLOSED[:-1]]


def test_a_run_does_not_reach_from_one_passage_or_closed_text_into_the_next():
    passages = [Passage("1", "meets her handler"), Passage("2", "every second Tuesday")]
    assert scan(passages, names=(), closed=[CLOSED]) == ()
    assert found(FindingKind.SHARED_RUN, "one two three four five six", closed=["one two three", "four five six"]) == []


def test_apostrophes_make_no_difference_to_a_run():
    assert (
        found(FindingKind.SHARED_RUN, "it isn't the officer’s own file", closed=["it isnt the officers own file"]) != []
    )


def test_findings_come_in_the_order_of_the_text_with_their_place_and_words():
    passages = [
        Passage("para-2", "Ring 01632 960123 or write to a@b.example."),
        Passage("para-1", "Mr Tamm lives at EM1 2AB."),
    ]
    assert scan(passages, names=["Ida Tamm"], closed=()) == (
        Finding(FindingKind.PHONE, "para-2", 5, 17, "01632 960123"),
        Finding(FindingKind.EMAIL, "para-2", 30, 41, "a@b.example"),
        Finding(FindingKind.TITLED_NAME, "para-1", 0, 7, "Mr Tamm"),
        Finding(FindingKind.NAME, "para-1", 3, 7, "Tamm"),
        Finding(FindingKind.POSTCODE, "para-1", 17, 24, "EM1 2AB"),
    )


def test_a_long_finding_is_shown_by_its_beginning():
    text = " ".join(f"word{number}" for number in range(100))
    (finding,) = scan([Passage("1", text)], names=(), closed=[text])
    assert (finding.start, finding.end) == (0, len(text))
    assert finding.excerpt.endswith("…")
    assert len(finding.excerpt) == 160


def test_the_order_of_names_and_of_closed_texts_makes_no_difference():
    passages = [Passage("1", f"Ada Okafor-Reid, M May, Larch, Eastmarch Police. {CLOSED} Mr Tamm")]
    closed = [CLOSED, "Mr Tamm lives there", "and so on"]
    once = scan(passages, names=PEOPLE, closed=closed)
    assert once
    assert scan(passages, names=reversed(PEOPLE), closed=reversed(closed)) == once


def test_a_text_with_nothing_in_it_gives_nothing():
    text = (
        "The committee met in May 2026. Section 31 and Article 8 apply. Mark the paper as read. The Chief Constable "
        "of Eastmarch asked whether PC numbers should be published, and whether a Police Constable may refuse. "
        "Members asked on 16 March 2026 at 5pm for figures from 2017–2020 (paragraphs 10–22)."
    )
    assert (
        scan([Passage("1", text)], names=["Ada Tamm"], closed=["Another text entirely, of more than six words."]) == ()
    )


def test_every_kind_of_finding_and_marking_has_words():
    assert set(WORDS) == set(FindingKind)
    assert all(str(message) for message in WORDS.values())
    assert all(str(marking.words) for marking in Marking)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *"@.()+-/*'\u200b\u00a0\n \t",
                *("Ada", "Okafor-Reid", "Mr", "PC", "1234", "01632", "960123", "EM1", "2AB", "SECRET", "a@b.example"),
                *("(at)", "dot", "at", "ﬁ", "½", "é", "\u0301"),
                *CLOSED.split(),
            ]
        )
        | st.text(max_size=3),
        max_size=40,
    ).map(" ".join)
)
def test_whatever_the_text_findings_lie_within_it_and_those_of_a_kind_lie_apart(text):
    findings = scan([Passage("1", text)], names=PEOPLE, closed=[CLOSED])
    assert list(findings) == sorted(
        findings, key=lambda finding: (finding.start, finding.end, list(FindingKind).index(finding.kind))
    )
    for kind in FindingKind:
        ends = [0]
        for finding in findings:
            if finding.kind is kind:
                assert 0 <= finding.start < finding.end <= len(text)
                assert finding.start >= ends[-1]
                ends.append(finding.end)


def test_a_hundred_pages_are_scanned_in_well_under_two_seconds():
    page = "The committee – and Mr Tamm of EM1 2AB – considered whether it would be right, “all told”, to ask. " * 30
    passages = [Passage(f"para-{number}", page) for number in range(100)]
    names = [f"Person{number} Surname{number}" for number in range(2_000)]
    began = time.process_time()
    findings = scan(passages, names=names, closed=[page.replace("right", "wrong")] * 20)
    assert len(findings) > 3_000
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        "a." * 100_000,
        "a@" * 100_000,
        "a@" + "b." * 100_000,
        "a (at) " * 30_000,
        "a at b dot " * 20_000,
        "0" * 200_000,
        "01" * 100_000,
        "0163 " * 40_000,
        "+4" + " " * 200_000,
        "1/" * 100_000,
        "12*" * 70_000,
        "A " * 100_000,
        "A" + " " * 200_000,
        "SECRET " * 30_000,
        "Protective marking " * 10_000 + "SECRET",
        "Mr " * 70_000,
        "Chief " * 40_000 + "Constable Tamm",
        "Ada " * 50_000,
        "A. " * 70_000 + "Okafor-Reid",
        "reference " * 20_000,
        "\u200b" * 200_000,
        "\n" * 200_000,
    ],
    ids=range(23),
)
def test_a_text_made_to_keep_the_scan_busy_does_not(text):
    began = time.process_time()
    text = text[:60_000]
    scan([Passage("1", text)], names=PEOPLE, closed=[CLOSED])
    marking_of(text, header_footer=True)
    assert time.process_time() - began < 4
