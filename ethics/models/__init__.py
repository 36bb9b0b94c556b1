"""What is stored, and what the database refuses. No rules and no queries: those live in services and reading."""

from ethics.models.advice import (
    AdviceCondition,
    Clause,
    ClauseWording,
    Confirmation,
    EligibleMember,
    MinorityHolder,
    MinorityView,
    Placement,
    PointFlag,
    QuestionAdvice,
    Response,
)
from ethics.models.attachments import Attachment
from ethics.models.committees import (
    Committee,
    CommitteeForce,
    CommitteeFramework,
    Force,
    Framework,
    ImplicationHeading,
    InterestType,
    Principle,
)
from ethics.models.declarations import Declaration, DeclarationRequest, Dispensation, Ruling
from ethics.models.dilemmas import CloseMove, CoAuthor, Dilemma, NamedReader
from ethics.models.enquiries import Enquiry, EnquiryAnswer
from ethics.models.journal import JournalEntry, Reason, guard_append_only_tables
from ethics.models.meetings import AgendaItem, Attendance, ChairAbsence, FactGiven, Meeting, MeetingChange
from ethics.models.notes import Note
from ethics.models.notices import Notice
from ethics.models.papers import (
    Block,
    Correction,
    Implication,
    KeptState,
    PaperVersion,
    Party,
    PrincipleEngaged,
    Question,
    QuestionScenario,
    QuestionWording,
    Scenario,
    ScenarioWording,
    Source,
)
from ethics.models.people import Appointment, Person, SignInAttempt
from ethics.models.positions import Condition, Consideration, Position, PositionStance, WorkingCopy
from ethics.models.publications import Finding, PublicAnswer, Publication, PublicClock, PublicPrinciple, Withholding
from ethics.models.typed import TypedCopy

guard_append_only_tables()

__all__ = [name for name in dir() if name[0].isupper()]
