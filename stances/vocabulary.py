"""The words of the field, each an enum member with one sentence of meaning.

Nothing in here knows Django, a model or a page; every other room may import it.
The meanings are printed in the methodology page and used as help texts, so a word
is explained in one place only.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A string enum whose members carry a label for people and a sentence of meaning."""

    label: str
    meaning: str

    # The defaults are for type checkers, to which looking a member up by value is a call of this.
    def __new__(cls, value: str, label: str = "", meaning: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.meaning = meaning
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs of (stored value, label), as a form or a model field wants them."""
        return [(member.value, member.label) for member in cls]


class Stance(Word):
    """The label of one (statement, target) pair. See `docs/codebook.md`."""

    SUPPORTIVE = "supportive", "Supportive", "The speaker sides with the target in these words."
    CRITICAL = "critical", "Critical", "The speaker sides against the target in these words."
    NEUTRAL = "neutral", "Neutral", "The speaker addresses the target and takes no side."
    UNRELATED = "unrelated", "Not about it", "The statement does not address the target at all."


#: The order in which probabilities are stored, printed and plotted, everywhere.
STANCES: tuple[Stance, ...] = tuple(Stance)


class StatementKind(Word):
    """How an article carries somebody's words."""

    DIRECT = "direct", "Direct", "A quotation that stands as a sentence of its own."
    MIXED = "mixed", "Mixed", "A reporting sentence that quotes a fragment of the speaker's words."
    INDIRECT = "indirect", "Reported", "The speaker's words told in the reporter's own."


class ActorKind(Word):
    """What sort of actor speaks."""

    PERSON = "person", "Person", "One human being."
    GOVERNMENT = "government", "Government", "A state's government, ministry or armed forces."
    BODY = "body", "International body", "An organisation of states: NATO, the European Union, the UN."
    ORGANISATION = "organisation", "Organisation", "Any other organisation: a party, a church, a company."


class ActorStatus(Word):
    """Whether an actor counts in the charts."""

    TRACKED = "tracked", "Tracked", "Shown and charted."
    PROPOSED = "proposed", "Proposed", "Named by an article, waiting to be accepted, merged or rejected."
    REJECTED = "rejected", "Rejected", "Not an actor worth tracking; its statements stay unresolved."
    MERGED = "merged", "Merged", "Another spelling of an actor that carries on."


class Office(Word):
    """The public offices that a role may be, for telling who "the minister" is."""

    HEAD_OF_STATE = "head_of_state", "Head of state", "President or monarch."
    HEAD_OF_GOVERNMENT = "head_of_government", "Head of government", "Prime minister, chancellor, premier."
    FOREIGN_MINISTER = "foreign_minister", "Foreign minister", "Also a secretary of state or foreign secretary."
    DEFENCE_MINISTER = "defence_minister", "Defence minister", "Also a secretary of defence."
    MINISTER = "minister", "Minister", "Any other member of a government."
    SPOKESPERSON = "spokesperson", "Spokesperson", "Speaks for an office, a ministry or a body."
    ADVISER = "adviser", "Adviser", "National security adviser, aide, chief of staff, special envoy."
    AMBASSADOR = "ambassador", "Ambassador", "Also a permanent representative."
    HEAD_OF_BODY = "head_of_body", "Head of a body", "Secretary general, commission or council president, chief."
    LEGISLATOR = "legislator", "Legislator", "Member or speaker of a parliament."
    MILITARY = "military", "Military commander", "General, admiral, commander, chief of staff of forces."
    OTHER = "other", "Other", "Any other public role."


class Unresolved(Word):
    """Why a statement has no actor. Unknown stays unknown, with the reason."""

    NO_SPEAKER = "no_speaker", "No speaker named", "The article does not say who spoke."
    ANONYMOUS = "anonymous", "Anonymous", "The article keeps the speaker unnamed: an official, sources."
    UNKNOWN_NAME = "unknown_name", "Not a tracked actor", "A named speaker whom no tracked actor matches."
    AMBIGUOUS = "ambiguous", "Ambiguous", "Several tracked actors fit the mention equally well."
    PRONOUN = "pronoun", "Unclear reference", "A pronoun or role whose bearer could not be found."


class DateBasis(Word):
    """Where a statement's date comes from."""

    SAID = "said", "Date said", "The article says when the words were spoken."
    PUBLISHED = "published", "Date published", "Taken from the article's date of publication."
    UNDATED = "undated", "Undated", "Neither date is known; the statement is stored and never charted."


class ArticleState(Word):
    """Where an article stands on its way to being analysed."""

    WAITING = "waiting", "Waiting", "Stored, and queued for a worker."
    READING = "reading", "Being read", "A worker has claimed it and sends heartbeats."
    ANALYSED = "analysed", "Analysed", "Its statements and verdicts are recorded."
    FAILED = "failed", "Failed", "Analysis failed; the reason is kept and it can be retried."


class Origin(Word):
    """Who gave the label in force."""

    MODEL = "model", "Model", "The newest run of the classifier."
    PERSON = "person", "Person", "An analyst's correction, which wins over every run."


class EventKind(Word):
    """What sort of event a timeline marks."""

    WAR = "war", "War", "A turn of a war: an invasion, a retreat, a mobilisation, an attack."
    SUMMIT = "summit", "Summit", "A meeting of heads of state or government of several countries."
    ACCESSION = "accession", "Accession", "A step into an alliance or union."
    VOTE = "vote", "Vote", "A vote of an international body or a people."
    TALKS = "talks", "Talks", "A meeting of two or three sides."
    AGREEMENT = "agreement", "Agreement", "An agreement signed, or ended."
    OFFICE = "office", "Office", "Somebody takes or leaves an office."
    COURT = "court", "Court", "A ruling or a warrant."
    OTHER = "other", "Other", "Anything else."


class Labels(Word):
    """Whose labels an aggregate counts."""

    IN_FORCE = "corrected", "With corrections", "A person's label where there is one, else the model's."
    MODEL = "model", "Model only", "The newest run's own label throughout, also where a person has corrected it."


class Dating(Word):
    """Which day of a statement puts it on the axis of time."""

    SAID = "said", "Date said", "The day the words were spoken; the day of publication where no article tells it."
    PUBLISHED = "published", "Date published", "The day of the article that carries them."


class Bin(Word):
    """The stretches of time that a series is averaged over."""

    DAY = "day", "Day", "One calendar day."
    WEEK = "week", "Week", "Monday to Sunday."
    MONTH = "month", "Month", "One calendar month."
    QUARTER = "quarter", "Quarter", "Three calendar months, from January, April, July or October."


class Lookback(Word):
    """How far back "now" reaches, from the last day that the data know of."""

    MONTHS_3 = "3m", "3 months", "The last 3 months of the data."
    MONTHS_6 = "6m", "6 months", "The last 6 months of the data."
    MONTHS_12 = "12m", "12 months", "The last 12 months of the data."
    MONTHS_36 = "36m", "3 years", "The last 36 months of the data."
    ALL = "all", "All", "From the first statement to the last."
