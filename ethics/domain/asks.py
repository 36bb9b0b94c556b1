"""What a desk can ask of a person. The words are what the button says."""

from ethics.domain.words import Worded


class AskKind(Worded):
    """One kind of thing somebody is asked to do, in the order in which two of equal urgency stand."""

    DECLARE = "declare", "Make a declaration"
    DECLARE_AGAIN = "declare_again", "Look at your declaration"
    RULE = "rule", "Rule on it"
    GIVE = "give", "Give your positions"
    GIVE_CHANGES = "give_changes", "Give what you changed"
    REWORD = "reword", "Look at your enquiry"
    READ_ANSWER = "read_answer", "Read the answer"
    RENEW = "renew", "Compare the wordings"
    READ_CHANGES = "read_changes", "See what changed"
    READ_REVEAL = "read_reveal", "Read every position"
    CONFIRM = "confirm", "Read the advice"
    MINORITY_VIEW = "minority_view", "Write your minority view"
    SETTLE_POINTS = "settle_points", "See whose point is missing"
    START_DRAFT = "start_draft", "Start drafting"
    DRAFT = "draft", "Go on drafting"
    CIRCULATE = "circulate", "Circulate the draft"
    CHOOSE_BASIS = "choose_basis", "Choose the basis"
    SIGN_OFF = "sign_off", "Sign off the advice"
    SEND = "send", "Send it to the force"
    PUBLISH = "publish", "Publish it"
    REVIEW = "review", "Review the public text"
    ASK_REVIEW = "ask_review", "Ask for disclosure review"
    TRIAGE = "triage", "Read and answer it"
    SCHEDULE = "schedule", "Put it on a meeting"
    ISSUE = "issue", "Issue it to members"
    RECORD = "record", "Record the meeting"
    CLOSE = "close", "Close it"
    PASS_ON = "pass_on", "Look at what is asked"
    ANSWER_ENQUIRY = "answer_enquiry", "Answer what is asked"
    CONFIRM_SEAT = "confirm_seat", "Confirm or leave it"
    RELEASE = "release", "Read and release it"
    ANSWER = "answer", "Answer the clauses"
    ISSUE_VERSION = "issue_version", "See what it changes"
    RELEASE_VERSION = "release_version", "See why it changes"
    WRITE_VERSION = "write_version", "Go on with it"
    LOOK_AGAIN = "look_again", "Look at what is closed"
    REWORK = "rework", "Read what came back"
    WRITE = "write", "Go on writing"


MINUTES: dict[AskKind, int] = {
    AskKind.DECLARE: 2,
    AskKind.DECLARE_AGAIN: 2,
    AskKind.RULE: 5,
    AskKind.GIVE: 3,
    AskKind.RENEW: 3,
    AskKind.CONFIRM: 3,
}
"""About how many minutes it takes, for each question, position or clause it is about."""
