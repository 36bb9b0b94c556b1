"""The words of every mail: plain text, calm, one link. The subject says nothing of any dilemma; the body names it only
to a reader who may know its title at the moment of sending.
"""

from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, make_msgid

from flask import current_app, render_template, url_for
from flask_babel import force_locale

from ethics.domain.notices import NoticeKind
from ethics.domain.words import Message, say
from ethics.services.outbox import Letter
from ethics.web import tokens
from ethics.web.rendering import words

BODIES: Mapping[NoticeKind, Message] = {
    NoticeKind.INVITED: say(
        "An account has been made for you. Choose a password to open it. The link holds for 14 days."
    ),
    NoticeKind.SEAT_TO_CONFIRM: say(
        "An administrator has appointed somebody to a seat on your committee. It counts once you confirm it."
    ),
    NoticeKind.CO_AUTHOR_NAMED: say(
        "You are named as a co-author of “%(title)s”. You can read and write the paper, and answer for it."
    ),
    NoticeKind.CO_AUTHOR_REMOVED: say(
        "You were a co-author of a paper, and are no longer. It is not open to you any more. What you had typed there and "
        "not saved is kept for thirty days, and is there again should you be named again."
    ),
    NoticeKind.CO_AUTHOR_LEFT: say("A co-author of “%(title)s” has left it. What they saved stays in the paper."),
    NoticeKind.SPONSOR_ASKED: say(
        "The paper “%(title)s” is finished and waits for you. You can release it to the committee or hand it back."
    ),
    NoticeKind.HANDED_BACK: say("The sponsor has handed “%(title)s” back to you, with a reason."),
    NoticeKind.SUBMITTED: say("The force has put “%(title)s” to the committee. It waits to be looked at."),
    NoticeKind.ACCEPTED: say("“%(title)s” was accepted. The Secretary will put it on a meeting."),
    NoticeKind.RETURNED: say("The Secretary has sent “%(title)s” back to you with questions."),
    NoticeKind.REDIRECTED: say("“%(title)s” belongs somewhere else. The Secretary says where, and why."),
    NoticeKind.DECLINED: say("“%(title)s” was declined. The Secretary gives the reason."),
    NoticeKind.SCHEDULED: say("“%(title)s” is on the agenda of a meeting."),
    NoticeKind.MEETING_CHANGED: say(
        "A meeting has another date, time or place. The page says when and where it is now."
    ),
    NoticeKind.ISSUED: say("“%(title)s” is ready. First say whether you have an interest; then it opens."),
    NoticeKind.VERSION_RELEASED: say("The force asks you to issue a new version of “%(title)s”. The page says why."),
    NoticeKind.VERSION_RETURNED: say("Your new version of “%(title)s” came back to you. The page says why."),
    NoticeKind.NEW_VERSION: say(
        "There is a new version of “%(title)s”. Look at what has changed, and at what you gave on it."
    ),
    NoticeKind.RULING_ASKED: say(
        "A member has declared an interest in “%(title)s”. It opens for them once you have ruled."
    ),
    NoticeKind.RULED: say("There is a ruling on your declaration about “%(title)s”."),
    NoticeKind.DECLARATION_ASKED: say("You are asked whether you have an interest in “%(title)s”."),
    NoticeKind.CLOSE_MOVED: say(
        "The time at which positions on “%(title)s” close has moved. The page says to when, and why."
    ),
    NoticeKind.ENQUIRY_ASKED: say(
        "A member would like to know something of the author of “%(title)s”. It goes to the author once you pass it on."
    ),
    NoticeKind.ENQUIRY_SENT_BACK: say(
        "The Secretary has sent your enquiry about “%(title)s” back to you, and says why. Your words are kept."
    ),
    NoticeKind.ENQUIRY_PASSED_ON: say(
        "The committee would like to know something about “%(title)s”. Your answer is read by its members."
    ),
    NoticeKind.ENQUIRY_ANSWERED: say("The author of “%(title)s” has answered an enquiry. It stands beside the paper."),
    NoticeKind.DEFERRED: say("“%(title)s” was put off to another meeting. What was given on it stays."),
    NoticeKind.CIRCULATED: say("The draft advice on “%(title)s” waits for your reply to each of its clauses."),
    NoticeKind.CLAUSE_CHANGED: say("A clause of the advice on “%(title)s” has changed, and asks for your reply again."),
    NoticeKind.POINT_FLAGGED: say("A member says that their point is missing from the advice on “%(title)s”."),
    NoticeKind.SENT: say("The committee has sent its advice on “%(title)s”."),
    NoticeKind.ANSWERED: say("The force has answered the advice on “%(title)s”."),
    NoticeKind.REVIEW_ASKED: say(
        "The public text of the advice on “%(title)s” waits for you to check what it may carry."
    ),
    NoticeKind.REVIEW_APPROVED: say("The public text of the advice on “%(title)s” is cleared and can be published."),
    NoticeKind.HOLDER_TOLD: say(
        "Some words of your minority view on “%(title)s” will be withheld from the public text. The page says "
        "which, and why."
    ),
    NoticeKind.PUBLISHED: say("The advice on “%(title)s” is public."),
    NoticeKind.CORRECTED: say("The published advice on “%(title)s” was corrected. The notice on its page says how."),
    NoticeKind.TAKEN_DOWN: say("The published advice on “%(title)s” was taken down. A notice in its place says why."),
    NoticeKind.WITHDRAWN: say("The force has withdrawn “%(title)s”. What was sealed stays sealed."),
    NoticeKind.EMAIL_CHANGED: say(
        "The e-mail address you sign in with was changed. This is the old one. If it was not you, tell an "
        "administrator now."
    ),
    NoticeKind.EMAIL_TO_CONFIRM: say(
        "Somebody asked to sign in with this address from now on. Follow the link if it was you. It holds for a day."
    ),
    NoticeKind.PASSWORD_RESET: say(
        "Somebody asked for a new password for this address. If it was you, choose one. The link holds for a "
        "day and works once. If it was not, nothing has changed."
    ),
    NoticeKind.PASSWORD_CHANGED: say(
        "The password you sign in with was changed, and every other device was signed out. If it was not you, "
        "choose a new one now and tell an administrator."
    ),
    NoticeKind.SEAT_CONFIRMED: say(
        "The Secretary has confirmed your seat. It counts for every item issued from now on."
    ),
}
"""What each message says. “%(title)s” is the dilemma's title; a message about none has none."""

LINKS: Mapping[NoticeKind, Message] = {
    NoticeKind.INVITED: say("Choose a password:"),
    NoticeKind.PASSWORD_RESET: say("Choose a new password:"),
    NoticeKind.PASSWORD_CHANGED: say("If it was not you, choose a new password:"),
    NoticeKind.EMAIL_CHANGED: say("Where a new password is asked for:"),
    NoticeKind.EMAIL_TO_CONFIRM: say("Confirm the address:"),
}
"""What stands before the link of a message about one's own account; before any other, the layout's own words."""

ABOUT_AN_ACCOUNT = say("This was sent to you because of your account. Replies to this address are not read.")


def word(letter: Letter) -> EmailMessage:
    """The mail for this letter, in its reader's words, with the link that its kind asks for."""
    message = EmailMessage(policy=SMTP)
    settings = current_app.extensions["settings"]
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        message["Subject"] = words(letter.kind)
        body = render_template(
            "email/notice.txt",
            body=words(Message(BODIES[letter.kind].key, {"title": letter.title} if letter.title else {})),
            mail={
                "committee_name": letter.committee,
                "url": link(letter),
                "url_words": words(LINKS[letter.kind]) if letter.kind in LINKS else "",
                "why": words(ABOUT_AN_ACCOUNT) if letter.kind in LINKS else "",
            },
        )
    message["From"] = _address(letter.committee, settings.mail_from)
    message["To"] = _address(letter.name, letter.to)
    message["Date"] = format_datetime(current_app.extensions["clock"]())
    message["Message-ID"] = make_msgid(domain=settings.host)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body.lstrip(), cte="quoted-printable")
    return message


def link(letter: Letter) -> str:
    """Where the mail leads. A link that proves who follows it is made only now, so that it is stored nowhere."""
    if letter.kind is NoticeKind.INVITED:
        return url_for("account.accept_invitation", token=tokens.give("invitation", [letter.key]), _external=True)
    if letter.kind is NoticeKind.PASSWORD_RESET:
        token = tokens.give("reset", [letter.key, tokens.stamp(letter.password)])
        return url_for("account.reset", token=token, _external=True)
    if letter.kind is NoticeKind.EMAIL_TO_CONFIRM:
        token = tokens.give("address", [letter.key, letter.to])
        return url_for("account.confirm_address", token=token, _external=True)
    if letter.kind in (NoticeKind.PASSWORD_CHANGED, NoticeKind.EMAIL_CHANGED):
        return url_for("account.forgot", _external=True)
    return current_app.extensions["settings"].base_url + (letter.path or "/")


def _address(name: str, address: str) -> str:
    """A name and an address on one line, whatever the name holds."""
    return formataddr((" ".join(name.split()), address))
