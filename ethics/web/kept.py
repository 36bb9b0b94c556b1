"""Typed text that outlives a sign-in (rule 16): sealed into the sign-in page, and opened for the same person only.

Every form's CSRF token carries, under its signature, a digest of the person it was made for. So a form that comes back
after the session has run out, or after the cookie is gone altogether, still says whose words are in it.
"""

import json
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest, digest
from secrets import token_hex

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

A_DAY = timedelta(days=1)
NEVER_KEPT = frozenset({"csrf_token", "kept", "next"})


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed into a form that could not be taken in: whose it is, where it was going, and its fields."""

    holder: str
    path: str
    pairs: tuple[tuple[str, str], ...]
    had_files: bool = False

    def __bool__(self) -> bool:
        """Whether there is anything worth giving back."""
        return any(text.strip() for name, text in self.pairs if name != "version")


def token_of(person_id: int) -> str:
    """A new CSRF secret for a session of this person; the tokens made from it say whose form it is."""
    return f"{token_hex(20)}.{holder_of(person_id)}"


def holder_of(person_id: int) -> str:
    """A keyed digest that stands for a person in a page."""
    return digest(_key("holder"), str(person_id).encode(), "sha256").hex()[:24]


def is_for(kept: Kept, person_id: int) -> bool:
    """Whether this was typed by this person."""
    return compare_digest(kept.holder, holder_of(person_id))


def from_request() -> Kept | None:
    """What this request's form holds, where its CSRF token says for whom it was made; passwords are never kept."""
    holder = _holder_in(request.form.get("csrf_token", "") or request.headers.get("X-CSRFToken", ""))
    if not holder:
        return None
    pairs = [(name, text) for name, text in request.form.items(multi=True) if _may_be_kept(name)]
    return Kept(holder, request.script_root + request.full_path.rstrip("?"), tuple(pairs), bool(request.files))


def seal(kept: Kept) -> str:
    """The text so that only this program can read it."""
    packed = zlib.compress(json.dumps([kept.holder, kept.path, kept.pairs, kept.had_files]).encode())
    return Fernet(urlsafe_b64encode(_key("kept"))).encrypt_at_time(packed, _now()).decode()


def unseal(sealed: str) -> Kept | None:
    """The text again, or None where it is not one we sealed within a day."""
    try:
        packed = Fernet(urlsafe_b64encode(_key("kept"))).decrypt_at_time(sealed, int(A_DAY.total_seconds()), _now())
    except InvalidToken:
        return None
    holder, path, pairs, had_files = json.loads(zlib.decompress(packed))
    return Kept(holder, path, tuple((name, text) for name, text in pairs), had_files)


def words_in(pairs: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Of these fields, what somebody typed rather than chose: it is shown, and the rest travels unseen."""
    return tuple((name, text) for name, text in pairs if _reads_as_words(text))


def unseen_in(pairs: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The rest of them: choices, keys and the row's version."""
    return tuple((name, text) for name, text in pairs if not _reads_as_words(text))


def _reads_as_words(text: str) -> bool:
    return len(text.split()) > 1


def _may_be_kept(name: str) -> bool:
    return name not in NEVER_KEPT and "password" not in name


def _holder_in(token: str) -> str:
    try:
        secret = str(URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="wtf-csrf-token").loads(token))
    except BadData:
        return ""
    return secret.partition(".")[2]


def _key(purpose: str) -> bytes:
    return sha256(f"ethics {purpose} {current_app.config['SECRET_KEY']}".encode()).digest()


def _now() -> int:
    return int(current_app.extensions["clock"]().timestamp())
