"""What things are called: every enum of the program with its human words (product.md, "Words").

The same noun is used on screen, in code and in the database. The value is what is stored; the words are what is read.
"""

from ethics.domain.words import Worded


class Role(Worded):
    """What an appointment appoints a person to (product.md, "Who uses it")."""

    AUTHOR = "author", "Author"
    SPONSOR = "sponsor", "Sponsor"
    SECRETARY = "secretary", "Secretary"
    CHAIR = "chair", "Chair"
    VICE_CHAIR = "vice_chair", "Vice-chair"
    MEMBER = "member", "Member"
    COOPTED_MEMBER = "coopted_member", "Co-opted member"
    POLICE_ADVISER = "police_adviser", "Police adviser"
    OBSERVER = "observer", "Observer"
    DISCLOSURE_REVIEWER = "disclosure_reviewer", "Disclosure reviewer"
    MONITORING_OFFICER = "monitoring_officer", "Monitoring officer"
    ADMINISTRATOR = "administrator", "Administrator"


SEATED = frozenset({Role.CHAIR, Role.VICE_CHAIR, Role.MEMBER, Role.COOPTED_MEMBER})
"""Roles that sit on a committee as one of its members."""

FORCE_ROLES = frozenset({Role.AUTHOR, Role.SPONSOR})
"""Roles that belong to a force, not to a committee."""


class Category(Worded):
    """The kind of member a seat is filled with; quorum counts heads by it (rule 7)."""

    INDEPENDENT = "independent", "Independent"
    COUNCILLOR = "councillor", "Councillor"
    COOPTED = "coopted", "Co-opted"


class State(Worded):
    """The states of a dilemma (product.md, "The life of a dilemma")."""

    DRAFT = "draft", "Draft"
    WITH_SPONSOR = "with_sponsor", "With the sponsor"
    SUBMITTED = "submitted", "Submitted"
    ACCEPTED = "accepted", "Accepted"
    REDIRECTED = "redirected", "Redirected"
    DECLINED = "declined", "Declined"
    SCHEDULED = "scheduled", "Scheduled"
    ISSUED = "issued", "Issued"
    DISCUSSED = "discussed", "Discussed"
    DRAFTING = "drafting", "Advice being drafted"
    CIRCULATED = "circulated", "Advice circulated"
    AGREED = "agreed", "Advice agreed"
    SENT = "sent", "Advice sent"
    ANSWERED = "answered", "Answered by the force"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Withdrawn by the force"


class Step(Worded):
    """What may be done to a dilemma as a whole; the words are what a button says."""

    SUBMIT = "submit", "Send to the sponsor"
    WITHDRAW = "withdraw", "Withdraw the dilemma"
    RELEASE = "release", "Release to the committee"
    HAND_BACK = "hand_back", "Hand back to the author"
    ACCEPT = "accept", "Accept for the committee"
    RETURN = "return", "Return with questions"
    REDIRECT = "redirect", "Redirect"
    DECLINE = "decline", "Decline"
    SCHEDULE = "schedule", "Put on a meeting"
    MOVE = "move", "Move to another meeting"
    ISSUE = "issue", "Issue to members"
    REVISE_PAPER = "revise_paper", "Issue a new version"
    DISCUSS = "discuss", "Record as discussed"
    DEFER = "defer", "Defer to another meeting"
    DRAFT_ADVICE = "draft_advice", "Start drafting the advice"
    CIRCULATE = "circulate", "Circulate to members"
    CHANGE_CLAUSE = "change_clause", "Change a clause"
    SIGN_OFF = "sign_off", "Sign off the advice"
    SEND = "send", "Send to the force"
    ANSWER = "answer", "Record the force's answer"
    CLOSE = "close", "Close the dilemma"


class Phase(Worded):
    """Where the sealed round stands, read from the clock and never stored (rule 3)."""

    NOT_OPEN = "not_open", "Not open yet"
    OPEN = "open", "Open"
    REVEALED = "revealed", "Closed and revealed"
    SEALED_FOR_GOOD = "sealed_for_good", "Withdrawn before the close: sealed for good"


class Part(Worded):
    """Whether text may be made public (rule 13)."""

    OPEN = "1", "Part 1, open"
    CLOSED = "2", "Part 2, closed"


class PartReason(Worded):
    """Why a text is closed: the exemptions a force's papers meet (Freedom of Information Act 2000), and what Schedule 12A
    to the Local Government Act 1972 lets a committee keep closed: in England paragraphs 1 to 7, in Wales 12 to 18."""

    SECTION_23 = "foi_23", "Section 23, bodies dealing with security matters"
    SECTION_24 = "foi_24", "Section 24, national security"
    SECTION_30 = "foi_30", "Section 30, investigations"
    SECTION_31 = "foi_31", "Section 31, law enforcement"
    SECTION_32 = "foi_32", "Section 32, court records"
    SECTION_36 = "foi_36", "Section 36, effective conduct of public affairs"
    SECTION_38 = "foi_38", "Section 38, health and safety"
    SECTION_40 = "foi_40", "Section 40, personal information"
    SECTION_41 = "foi_41", "Section 41, given in confidence"
    SECTION_42 = "foi_42", "Section 42, legal advice"
    SECTION_43 = "foi_43", "Section 43, commercial interests"
    SECTION_44 = "foi_44", "Section 44, disclosure is prohibited by law"
    SCHEDULE_12A_1 = "sch_12a_1", "Schedule 12A, paragraph 1 (Wales 12), an individual"
    SCHEDULE_12A_2 = "sch_12a_2", "Schedule 12A, paragraph 2 (Wales 13), likely to reveal who an individual is"
    SCHEDULE_12A_3 = "sch_12a_3", "Schedule 12A, paragraph 3 (Wales 14), financial or business affairs"
    SCHEDULE_12A_4 = "sch_12a_4", "Schedule 12A, paragraph 4 (Wales 15), labour relations"
    SCHEDULE_12A_5 = "sch_12a_5", "Schedule 12A, paragraph 5 (Wales 16), legal professional privilege"
    SCHEDULE_12A_6 = "sch_12a_6", "Schedule 12A, paragraph 6 (Wales 17), a notice, order or direction to be given"
    SCHEDULE_12A_7 = "sch_12a_7", "Schedule 12A, paragraph 7 (Wales 18), preventing, investigating or prosecuting crime"


class Section(Worded):
    """The sections of a paper, in the order papers have them."""

    PURPOSE = "purpose", "Purpose"
    RECOMMENDATION = "recommendation", "Recommendation sought"
    DILEMMA = "dilemma", "The dilemma in one sentence"
    BACKGROUND = "background", "Background"
    LEGISLATION = "legislation", "Legislation and guidance"
    SCENARIO = "scenario", "Scenario"
    QUESTIONS = "questions", "Questions"


class QuestionKind(Worded):
    """How a question asks."""

    CLOSED = "closed", "Closed: is it acceptable to…?"
    OPEN = "open", "Open: what are the considerations?"
    ACTION = "action", "Action: what should be done in each case?"


class ImplicationKind(Worded):
    """What a paper says of one implication."""

    NONE = "none", "None"
    NOT_APPLICABLE = "not_applicable", "Not applicable"
    NOT_ASSESSED = "not_assessed", "Not assessed"
    TEXT = "text", "Described"


class PartyKind(Worded):
    """What a party to a paper is. Parties are safe to show before a declaration."""

    PERSON = "person", "Person"
    PLACE = "place", "Place"
    BODY = "body", "Body"


class Classification(Worded):
    """What a paper may be marked; anything above OFFICIAL-SENSITIVE is refused (rule 14)."""

    OFFICIAL = "official", "OFFICIAL"
    OFFICIAL_SENSITIVE = "official_sensitive", "OFFICIAL-SENSITIVE"


class RedirectTo(Worded):
    """Where what is not an ethical dilemma belongs."""

    COMPLAINT = "complaint", "It is a complaint"
    LEGAL_ADVICE = "legal_advice", "It asks for legal advice"
    MISCONDUCT = "misconduct", "It is about misconduct"
    RESEARCH_ETHICS = "research_ethics", "It needs research ethics review"


class DeclarationKind(Worded):
    """What a member says before reading (rule 1)."""

    NIL = "nil", "Nil return: no interest"
    INTEREST = "interest", "An interest"


class RulingOutcome(Worded):
    """What follows from a declared interest (rule 2)."""

    NOTE_ONLY = "note_only", "Note only"
    NO_POSITION = "no_position", "Take part, no position"
    LEAVE = "leave", "Leave for the discussion"
    WITHDRAW = "withdraw", "Withdraw"


class Stance(Worded):
    """Where a member stands on a closed or action question, in the one order used everywhere."""

    SUPPORTED = "supported", "Supported"
    CONDITIONS = "conditions", "Supported with conditions"
    NOT_SUPPORTED = "not_supported", "Not supported"
    CANNOT_ADVISE = "cannot_advise", "Cannot advise yet"
    ABSTAIN = "abstain", "Abstain"


class AbstainReason(Worded):
    """Why a member abstains."""

    COMPETENCE = "competence", "Outside my competence"
    NO_VIEW = "no_view", "No view"
    OTHER = "other", "Another reason"


class Strength(Worded):
    """How binding a condition is meant to be."""

    MUST = "must", "Must"
    SHOULD = "should", "Should"


class ChangedBy(Worded):
    """What changed a member's mind after the reveal (rule 4)."""

    CLARIFICATION = "clarification", "A clarification"
    COLLEAGUE = "colleague", "A colleague's reason"
    DISCUSSION = "discussion", "The discussion"
    NEW_FACT = "new_fact", "A new fact"


class GivenAs(Worded):
    """How a given version of a position came to be (rules 3, 4 and 5)."""

    ROUND_1 = "round_1", "Given before the close"
    LATE = "late", "Written after reading the others"
    REVISION = "revision", "Revised after the reveal"
    RENEWED = "renewed", "Kept or renewed after the question changed"


class TakenTogether(Worded):
    """What the stances on one row of the reveal come to, worked out with the spread."""

    AGREED = "agreed", "Agreed"
    AGREED_WITH_CONDITIONS = "agreed_with_conditions", "Agreed, with conditions"
    ONE_APART = "one_apart", "One member apart"
    DIVIDED = "divided", "Divided"
    NOT_SETTLED = "not_settled", "Not settled"
    OPEN = "open", "Open question"
    NONE_GIVEN = "none_given", "No positions given"


class Basis(Worded):
    """On what basis the Committee answers a question, strongest first (rule 9)."""

    UNANIMOUS = "unanimous", "Unanimous"
    RESERVATIONS = "reservations", "Consensus with reservations"
    MAJORITY = "majority", "Majority"
    NO_AGREED_VIEW = "no_agreed_view", "No agreed view"


class Reply(Worded):
    """A member's confirmation of a clause (rule 12). No reply is the absence of a row, never a value."""

    AGREE = "agree", "Agree"
    LIVE_WITH = "live_with", "Can live with it"
    OBJECT = "object", "Object"


class PlaceKind(Worded):
    """Where the Chair puts a consideration or condition (rule 11)."""

    CLAUSE = "clause", "In a clause"
    MINORITY_VIEW = "minority_view", "In a minority view"
    NOT_ADOPTED = "not_adopted", "Considered and not adopted"


class Answer(Worded):
    """The force's answer to one clause."""

    ACCEPTED = "accepted", "Accepted"
    IN_PART = "in_part", "Accepted in part"
    NOT_ACCEPTED = "not_accepted", "Not accepted"


class AttendanceKind(Worded):
    """Who was there for one item, as the Secretary records it (rule 7)."""

    PRESENT = "present", "Present"
    APOLOGIES = "apologies", "Apologies"
    ABSENT = "absent", "Absent"


class FindingOutcome(Worded):
    """What was done about a finding of the disclosure scan (rule 13)."""

    MENDED = "mended", "Mended"
    KEPT = "kept", "Kept, with a reason"


class PublicationStatus(Worded):
    """The publication's own track, from agreed on."""

    IN_REVIEW = "in_review", "In disclosure review"
    APPROVED = "approved", "Cleared for publication"
    PUBLISHED = "published", "Published"
    CORRECTED = "corrected", "Replaced by a correction"
    TAKEN_DOWN = "taken_down", "Taken down"


class NewVersion(Worded):
    """With whom the new version of an issued paper is, until it is issued or given up."""

    WRITING = "writing", "Being written"
    WITH_SPONSOR = "with_sponsor", "With the sponsor"
    WITH_SECRETARY = "with_secretary", "With the Secretary"


class KeptAs(Worded):
    """Why an earlier state of a text was kept while it was being written."""

    READ = "read", "as it was read from the file"
    SITTING = "sitting", "as it stood when writing paused"
    SENT = "sent", "as it was sent to the sponsor"
    REPLACED = "replaced", "as it stood before an earlier state was restored"
    RESTORED = "restored", "restored to an earlier state"


class Event(Worded):
    """What the journal can hold (rule 15): fixed words, never names or typed text."""

    STARTED = "started", "The dilemma was started"
    STATE_CHANGED = "state_changed", "A step was taken"
    PAPER_EDITED = "paper_edited", "The paper was edited"
    PAPER_RESTORED = "paper_restored", "An earlier state of the paper was restored"
    PAPER_FROZEN = "paper_frozen", "A version of the paper was frozen"
    VERSION_STARTED = "version_started", "A new version of the paper was begun"
    VERSION_EDITED = "version_edited", "The new version was edited"
    VERSION_SENT = "version_sent", "The new version was sent to the sponsor"
    VERSION_RELEASED = "version_released", "The sponsor released the new version"
    VERSION_HANDED_BACK = "version_handed_back", "The sponsor handed the new version back"
    VERSION_RETURNED = "version_returned", "The Secretary returned the new version"
    VERSION_GIVEN_UP = "version_given_up", "The new version was given up"
    CO_AUTHOR_NAMED = "co_author_named", "A co-author was named"
    CO_AUTHOR_REMOVED = "co_author_removed", "A co-author was removed"
    CO_AUTHOR_LEFT = "co_author_left", "A co-author left the paper"
    PART_2_READ = "part_2_read", "Part 2 was read"
    DECLARED = "declared", "A declaration was made"
    DECLARATION_ASKED = "declaration_asked", "A declaration was asked for"
    RULED = "ruled", "A ruling was made"
    DISPENSED = "dispensed", "A dispensation was given"
    CLOSE_MOVED = "close_moved", "The close of positions was moved"
    POSITION_GIVEN = "position_given", "A position was given"
    REVEALED = "revealed", "Positions closed and were revealed"
    POSITION_REVISED = "position_revised", "A position was revised or given late"
    ENQUIRY_ASKED = "enquiry_asked", "An enquiry to the author was put"
    ENQUIRY_TAKEN_BACK = "enquiry_taken_back", "An enquiry was taken back by its asker"
    ENQUIRY_SENT_BACK = "enquiry_sent_back", "An enquiry was sent back to its asker"
    ENQUIRY_PASSED_ON = "enquiry_passed_on", "An enquiry was passed on to the author"
    ENQUIRY_ANSWERED = "enquiry_answered", "An enquiry was answered"
    FACT_PUT = "fact_put", "A fact wanted in positions was put to the author"
    MEETING_CHANGED = "meeting_changed", "Its meeting got another date, time or place"
    MEETING_RECORDED = "meeting_recorded", "The meeting was recorded"
    ADVICE_EDITED = "advice_edited", "The draft advice was edited"
    CONFIRMED = "confirmed", "A clause was confirmed or objected to"
    MINORITY_VIEW = "minority_view", "A minority view was announced or written"
    POINT_FLAGGED = "point_flagged", "A member said their point is missing"
    RESPONDED = "responded", "The force answered a clause"
    REVIEW_STARTED = "review_started", "Disclosure review began"
    FINDING_SETTLED = "finding_settled", "A finding of the scan was settled"
    TEXT_WITHHELD = "text_withheld", "Part of the public text was withheld"
    HOLDER_TOLD = "holder_told", "The author of a minority view was told that part of it is withheld"
    CLAUSE_OPENED = "clause_opened", "A clause on a closed question was opened"
    REVIEW_STOPPED = "review_stopped", "Disclosure review was stopped"
    REVIEW_APPROVED = "review_approved", "The public text was cleared"
    PUBLISHED = "published", "The advice was published"
    ANSWER_PUBLISHED = "answer_published", "The force's answer to a clause was published"
    CORRECTED = "corrected", "The publication was corrected"
    TAKEN_DOWN = "taken_down", "The publication was taken down"
    EXPORTED = "exported", "The record was exported"
    REASON_BLANKED = "reason_blanked", "A typed reason was blanked"
