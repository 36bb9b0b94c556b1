"""Rules about the program's own text that import-linter cannot say."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "ethics"
TOO_VAGUE = {"common", "helpers", "utils", "misc"}
# Past about 400 and 120 lines one asks whether it is one thing; here the answer has become no.
LONGEST_MODULE = 480
LONGEST_TEMPLATE = 140


def modules(under: Path = PROGRAM) -> Iterator[Path]:
    return under.rglob("*.py")


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(path: Path) -> set[str]:
    """The full names a module imports, wherever in it, and those of typing-only imports too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return found


def test_the_domain_imports_the_standard_library_and_itself_alone() -> None:
    foreign = {
        f"{short(path)} imports {name}"
        for path in modules(PROGRAM / "domain")
        for name in imported(path)
        if name.partition(".")[0] not in sys.stdlib_module_names and not name.startswith("ethics.domain")
    }
    assert foreign == set()


def test_bleach_is_imported_only_where_text_is_made_safe() -> None:
    importers = {
        short(path) for path in modules() if any(name.partition(".")[0] == "bleach" for name in imported(path))
    }
    assert {name for name in importers if not name.startswith("ethics/richtext/")} == set()


def test_only_richtext_says_that_text_is_safe() -> None:
    says_so = re.compile(r"\|\s*safe\b|\bMarkup\(")
    templates = [path for path in (ROOT / "templates").rglob("*") if path.is_file()]
    places = [path for path in (*modules(), *templates) if not path.is_relative_to(PROGRAM / "richtext")]
    assert [short(path) for path in places if says_so.search(path.read_text(encoding="utf-8"))] == []


def test_no_file_has_a_name_that_could_hold_anything() -> None:
    ours = [
        path
        for room in ("ethics", "templates", "static/js", "static/css", "tests")
        for path in (ROOT / room).rglob("*")
    ]
    assert [short(path) for path in ours if path.stem in TOO_VAGUE] == []


def test_no_module_or_template_is_longer_than_one_thing() -> None:
    def lines(path: Path) -> int:
        return len(path.read_text(encoding="utf-8").splitlines())

    long_modules = {short(path): lines(path) for path in modules() if lines(path) > LONGEST_MODULE}
    templates = (path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"})
    long_templates = {short(path): lines(path) for path in templates if lines(path) > LONGEST_TEMPLATE}
    assert long_modules | long_templates == {}


def test_locks_name_no_address() -> None:
    locks = [*(ROOT / "requirements").glob("*.txt"), ROOT / "package-lock.json"]
    assert locks
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        assert "resolved" not in text
        assert not re.search(
            r"^\s*(-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host)", text, re.MULTILINE
        )
        assert not re.search(r"(https?|file)://(?!github\.com/sponsors/|opencollective\.com/)", text), lock
