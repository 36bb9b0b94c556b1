import pytest

from ethics.richtext import blocks, html, inline, plain, words

LINK = 'rel="noopener noreferrer nofollow"'


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Two *kinds* of **weight**.", "<p>Two <em>kinds</em> of <strong>weight</strong>.</p>"),
        ("One\n\nTwo", "<p>One</p>\n<p>Two</p>"),
        ("A  \nB", "<p>A<br>\nB</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("7. a\n8. b", '<ol start="7">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("***", "<hr>"),
        ("`a<b`", "<p><code>a&lt;b</code></p>"),
        ("[rules](https://x.example/?a=1&b=2)", f'<p><a href="https://x.example/?a=1&amp;b=2" {LINK}>rules</a></p>'),
        (
            "<office@eastmarch.example>",
            f'<p><a href="mailto:office@eastmarch.example" {LINK}>office@eastmarch.example</a></p>',
        ),
        ("Fish & chips < £5", "<p>Fish &amp; chips &lt; £5</p>"),
        ("", ""),
    ],
)
def test_markdown_becomes_the_html_it_means(text, made):
    assert str(html(text)) == made


def test_a_table_is_one_of_ours_with_headed_columns_and_numbers_to_the_right():
    made = str(html("| Item | Cost |\n|---|--:|\n| Van | £5 |"))
    assert made.startswith('<table class="plain">')
    assert '<th scope="col">Item</th>' in made
    assert '<th scope="col" class="num">Cost</th>' in made
    assert '<td class="num">£5</td>' in made
    assert "style" not in made


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# a\n## b\n### c\n#### d\n# e", ["h3", "h4", "h5", "h5", "h3"]),
        ("### a\n### b", ["h3", "h3"]),
        ("# a\n### b", ["h3", "h4"]),
        ("## a\n# b", ["h3", "h3"]),
        ("> # a\n\n## b", ["h3", "h4"]),
        ("a\n=\n\nb\n-", ["h3", "h4"]),
    ],
)
def test_headings_begin_at_h3_and_never_skip_a_level(text, levels):
    made = str(html(text))
    assert [made[at + 1 : at + 3] for at in range(len(made)) if made[at : at + 2] == "<h"] == levels


@pytest.mark.parametrize(
    "text",
    [
        "<b>bold</b>",
        "[x](javascript:alert)",
        "[x](/sign-out)",
        "[x](ftp://x.example)",
        "[1]: https://x.example",
        "<!-- a -->",
    ],
)
def test_what_is_not_read_as_markdown_stays_visible_as_it_was_typed(text):
    assert plain(text) == text
    assert "href" not in str(html(text))


def test_an_image_becomes_a_link_that_says_what_it_was():
    assert "<img" not in str(html("![plan](https://x.example/plan.png)"))
    assert "plan" in plain("![plan](https://x.example/plan.png)")


def test_a_title_is_one_line_without_a_block():
    assert str(inline("# Is it *right*\nto ask?")) == "# Is it <em>right</em> to ask?"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Two *kinds* of **weight** and `code`.", "Two kinds of weight and code."),
        ("One\ntwo\n\nThree", "One two\n\nThree"),
        ("# Purpose\n\nTo ask.", "Purpose\n\nTo ask."),
        ("- a\n- b\n  - c\n\nd", "- a\n- b\n  - c\n\nd"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a | b\n1 | 2"),
        ("> said\n\nafter", "said\n\nafter"),
        ("[rules](https://x.example/r)", "rules (https://x.example/r)"),
        ("<office@eastmarch.example>", "office@eastmarch.example"),
        ("[write to us](mailto:office@eastmarch.example)", "write to us (office@eastmarch.example)"),
        ("Fish &amp; chips \\*", "Fish & chips *"),
        ("```\na  b\n```", "a  b"),
        ("", ""),
    ],
)
def test_plain_text_says_everything_the_html_says(text, made):
    assert plain(text) == made


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("One", ("One",)),
        ("One\nstill one\n\n\nTwo", ("One\nstill one", "Two")),
        ("# Head\nOne", ("# Head", "One")),
        ("The options:\n\n- a\n- b\n\nTwo", ("The options:\n\n- a\n- b", "Two")),
        ("The options:\n- a\n- b", ("The options:\n- a\n- b",)),
        ("The options:\n\n1. a\n2. b\n\nTwo", ("The options:\n\n1. a\n2. b", "Two")),
        ("One.\n\n17. The next", ("One.", "17. The next")),
        ("- a\n\n- b", ("- a\n\n- b",)),
        ("1. a\n\n2. b", ("1. a\n\n2. b",)),
        ("The costs:\n\n| a |\n|---|\n| 1 |\n\nTwo", ("The costs:\n\n| a |\n|---|\n| 1 |", "Two")),
        ("# Costs\n\n| a |\n|---|\n| 1 |", ("# Costs", "| a |\n|---|\n| 1 |")),
        ("One\n\n> said\n\n- a", ("One", "> said", "- a")),
        ("One\n\n***\n\nTwo", ("One", "***", "Two")),
        ("One\n\n```\na\n\nb\n```", ("One", "```\na\n\nb\n```")),
        ("One\n\n    code\n\nTwo", ("One", "    code", "Two")),
    ],
)
def test_a_text_splits_into_the_blocks_that_are_numbered(text, parts):
    assert blocks(text) == parts


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Is it acceptable to ask?", 5),
        ("1. one\n2. two words", 3),
        ("| a | b |\n|---|---|\n| 1 | — |", 3),
        ("[four small words here](https://x.example/not/counted)", 4),
        ("don’t follow-up, *please*...", 3),
        ("- - -", 0),
    ],
)
def test_words_are_counted_as_a_person_would_count_them(text, count):
    assert words(text) == count


def test_what_is_typed_beside_a_code_fence_is_seen():
    assert str(html("```names of\nx\n```")) == "<pre><code>names of\nx\n</code></pre>"
    assert plain("```names of\nx\n```") == "names of\nx"
