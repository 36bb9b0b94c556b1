"""`SafeHtml`, the one kind of text that reaches a page unescaped, and the cleaning that earns the name."""

import hashlib
import re
from collections.abc import Iterator
from html import unescape
from threading import Lock
from typing import Final, NoReturn, Self

from bleach.sanitizer import Cleaner

from ethics.richtext.tidy import visible

TABLE_TAGS: Final = frozenset({"table", "thead", "tbody", "tr", "th", "td"})
INLINE_TAGS: Final = frozenset({"strong", "em", "a", "code"})
TAGS: Final = (
    frozenset({"p", "ul", "ol", "li", "blockquote", "h3", "h4", "h5", "br", "hr", "pre"}) | INLINE_TAGS | TABLE_TAGS
)
SCHEMES: Final = frozenset({"http", "https", "mailto"})
LINK = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]", re.IGNORECASE)
REL = "noopener noreferrer nofollow"

# Beyond this no person writes and a parser's work grows with the square of the depth.
DEEPEST: Final = 100

# The cleaner's work grows with the square of the number of neighbours, so a long text is cleaned by the piece.
_PIECE: Final = 4_000

_TAG = re.compile(r"<(/?)(?!(?:br|hr)\b)[A-Za-z]", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
_MAKER: Final = object()


class SafeHtml:
    """HTML cleaned by this room: a template prints it as it stands, because it has `__html__`.

    Not a `str`: joined to one, or formatted into one, it becomes ordinary text that is escaped again. It cannot be
    made anywhere else; the constructor refuses with `TypeError`. `str()` gives the HTML for storing.
    """

    __slots__ = ("_html",)
    _html: str

    def __new__(cls, html: str, maker: object = None) -> Self:
        if maker is not _MAKER:
            raise TypeError("SafeHtml is made by ethics.richtext alone: use html(), inline() or stored_html()")
        made = super().__new__(cls)
        object.__setattr__(made, "_html", html)
        return made

    def __html__(self) -> str:
        return self._html

    def __str__(self) -> str:
        return self._html

    def __repr__(self) -> str:
        return f"SafeHtml({self._html!r})"

    def __bool__(self) -> bool:
        return bool(self._html)

    def __eq__(self, other: object) -> bool:
        return self._html == other._html if isinstance(other, SafeHtml) else NotImplemented

    def __hash__(self) -> int:
        return hash((SafeHtml, self._html))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("SafeHtml does not change")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("SafeHtml does not change")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[object, ...]:
        # A pickle is a store like any other: what comes out of it is cleaned again.
        return stored_html, (self._html,)


def stored_html(html: str) -> SafeHtml:
    """Return HTML that this room once made, read back from where it was stored, as `SafeHtml`.

    It is cleaned again, so that somebody who can write to the store cannot write to pages. What this process has
    already seen to be clean is known by its digest and costs a hash.
    """
    if not _known.has(html):
        cleaned = clean(html)
        if cleaned != html:
            return _safe(cleaned)
        _known.add(html)
    return _safe(html)


def made_html(html: str, *, tags: frozenset[str] = TAGS) -> SafeHtml:
    """Return HTML just rendered from Markdown as `SafeHtml`, cleaned. For this room only."""
    cleaned = clean(html, tags=tags)
    _known.add(cleaned)
    return _safe(cleaned)


def clean(html: str, *, tags: frozenset[str] = TAGS) -> str:
    """Return `html` with nothing in it but what Markdown with tables makes.

    Tags outside `tags` lose their brackets and keep their text; attributes go, except a link's address (http, https
    or mailto), a list's first number, a column's class of numbers. What is nested too deep to parse in fair time
    comes back as text. Cleaning what is clean changes nothing.
    """
    if _depth(html) > DEEPEST:
        return f"<p>{escape(visible(html))}</p>" if "p" in tags else escape(visible(html))
    # One for each call: a Cleaner holds its parser's state and two threads would share it.
    cleaner = Cleaner(tags=tags, attributes=_kept, protocols=SCHEMES, strip=True, strip_comments=True)
    cleaned = "".join(cleaner.clean(piece) for piece in _pieces(visible(html)))
    cleaned = visible(_ENTITY.sub(lambda found: escape(unescape(found[0])), cleaned))
    # Within cleaned HTML "<" only ever opens one of our tags, so these cannot touch text or an attribute.
    cleaned = cleaned.replace("<table>", '<table class="plain">')
    cleaned = re.sub(r'<th( class="num")?>', r'<th scope="col"\1>', cleaned)
    return re.sub(r'<a href="([^"]*)">', rf'<a href="\1" rel="{REL}">', cleaned)


def escape(text: str) -> str:
    """Return `text` with the four characters that mean something in HTML written as entities."""
    return text.translate(_ESCAPES)


def _safe(html: str) -> SafeHtml:
    return SafeHtml(html, _MAKER)


def _kept(tag: str, name: str, value: str) -> bool:
    if tag == "a":
        return name == "href" and LINK.match(value) is not None
    if tag == "ol":
        return name == "start" and re.fullmatch(r"[0-9]{1,9}", value) is not None
    return tag in ("td", "th") and name == "class" and value == "num"


def _depth(html: str) -> int:
    depth = deepest = 0
    for found in _TAG.finditer(html):
        depth = max(0, depth - 1) if found[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _pieces(html: str) -> Iterator[str]:
    """Cut where no tag is open. Each piece comes out of the cleaner whole, so a wrong cut costs looks, not safety."""
    depth = since = 0
    for found in _TAG.finditer(html):
        if not depth and found.start() - since > _PIECE:
            yield html[since : found.start()]
            since = found.start()
        depth = max(0, depth - 1) if found[1] else depth + 1
    yield html[since:]


class _Known:
    """Digests of HTML seen to be clean by this process, the oldest forgotten first."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._digests: dict[bytes, None] = {}
        self._lock = Lock()

    def has(self, html: str) -> bool:
        return self._digest(html) in self._digests

    def add(self, html: str) -> None:
        with self._lock:
            self._digests[self._digest(html)] = None
            if len(self._digests) > self._room:
                del self._digests[next(iter(self._digests))]

    @staticmethod
    def _digest(html: str) -> bytes:
        return hashlib.sha256(html.encode("utf-8", "surrogatepass")).digest()


_known = _Known(room=20_000)
