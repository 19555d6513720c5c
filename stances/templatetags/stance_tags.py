"""How pages print statements, labels and numbers. Nothing here asks the database for more than was prefetched."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from stances.models import Position, Role, Statement, Verdict
from stances.vocabulary import STANCES, ArticleState, DateBasis, Stance, StatementKind, Unresolved

register = template.Library()

#: How a label reads before its target, its word and what joins it: "Critical" "of" Norland.
_PHRASES = {
    Stance.SUPPORTIVE: ("Supportive", "of"),
    Stance.CRITICAL: ("Critical", "of"),
    Stance.NEUTRAL: ("Neutral", "toward"),
    Stance.UNRELATED: ("Not", "about"),
}


@register.filter
def words(statement: Statement) -> SafeString:
    """The statement's words: in quotation marks where it is direct, without the attribution inside a split one."""
    if statement.kind != StatementKind.DIRECT:
        return format_html("{}", statement.text)
    stretches = [
        part
        for start, end in statement.quoted
        if (part := _trimmed(statement.text[max(start - statement.start, 0) : max(end - statement.start, 0)]))
    ] or [_trimmed(statement.text)]
    return format_html_join(" … ", "“{}”", ((part,) for part in stretches))


def _trimmed(words: str) -> str:
    """Without the comma that belongs to the attribution after it: “We stay,” he said."""
    return words.strip().removesuffix(",")


@register.filter
def kind_label(statement: Statement) -> str:
    return StatementKind(statement.kind).label


@register.filter
def role_at_the_time(statement: Statement) -> Role | None:
    """The role its actor held on the day, by prefetched roles."""
    return statement.actor.role_on(statement.said_on) if statement.actor and statement.said_on else None


@register.filter
def why_unresolved(statement: Statement) -> str:
    return Unresolved(statement.unresolved).label if statement.unresolved else ""


@register.filter
def basis(statement: Statement) -> str:
    """What the date printed beside it is: the day said, or the day published."""
    return {DateBasis.SAID: "said", DateBasis.PUBLISHED: "published"}.get(DateBasis(statement.date_basis), "")


@register.filter
def addressed(statement: Statement) -> list[Position]:
    """The labels of the targets that the statement addresses, in the order of the pages."""
    return [position for position in in_order(statement) if position.label != Stance.UNRELATED]


@register.filter
def unaddressed(statement: Statement) -> list[Position]:
    """The labels of the targets that it does not address."""
    return [position for position in in_order(statement) if position.label == Stance.UNRELATED]


@register.filter
def in_order(statement: Statement) -> list[Position]:
    """All labels in force, in the order of the pages, from what was prefetched."""
    return sorted(statement.positions.all(), key=lambda position: (position.target.order, position.target.name))


@register.filter
def stance_label(value: str) -> str:
    return Stance(value).label if value else ""


@register.filter
def stance_phrase(label: str) -> str:
    """A label as it reads before its target."""
    return " ".join(_PHRASES[Stance(label)])


@register.filter
def stance_word(label: str) -> str:
    """The first part of `stance_phrase`, which is printed bold."""
    return _PHRASES[Stance(label)][0]


@register.filter
def stance_joint(label: str) -> str:
    """The rest of `stance_phrase`."""
    return _PHRASES[Stance(label)][1]


@register.filter
def percent(value: float | None) -> str:
    """A share in [0, 1] as whole per cent; never "100%" for what is not certain, nor "0%" for what is not nothing."""
    if value is None:
        return ""
    if 0.995 <= value < 1.0:
        return ">99%"
    if 0.0 < value < 0.005:
        return "<1%"
    return f"{value:.0%}"


@register.filter
def percent_1(value: float | None) -> str:
    """A share in [0, 1] as per cent with one decimal, for small shares."""
    return "–" if value is None else f"{value:.1%}"


@register.filter
def day(value: date | None) -> str:
    """A date for people: 4 March 2022."""
    return f"{value.day} {value:%B} {value.year}" if value else "undated"


@register.filter
def one_place(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


@register.filter
def two_places(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


@register.filter
def three_places(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


@register.filter
def signed(value: float) -> str:
    """A score with its sign, a true minus: +1, −1, 0, +0.2."""
    return "0" if value == 0 else f"{'+' if value > 0 else '−'}{abs(value):g}"


@register.filter
def opposite(value: float) -> float:
    return -value


@register.filter
def speaker_name(statement: Statement) -> str:
    """The actor's name, else the fullest name that the article gives, else that there is none."""
    if statement.actor:
        return statement.actor.name
    return statement.speaker_name or statement.mention or "Speaker unknown"


@register.filter
def kind_meaning(statement: Statement) -> str:
    return StatementKind(statement.kind).meaning


@register.filter
def basis_meaning(statement: Statement) -> str:
    return DateBasis(statement.date_basis).meaning


@register.filter
def why_unresolved_meaning(statement: Statement) -> str:
    return Unresolved(statement.unresolved).meaning if statement.unresolved else ""


@register.filter
def distribution(verdict: Verdict) -> list[tuple[Stance, float]]:
    """A verdict's four probabilities with their stances, in the order of the codebook."""
    return list(zip(STANCES, verdict.probabilities, strict=True))


@register.filter
def width(value: float) -> str:
    """A share in [0, 1] as a CSS width, whatever the language of the page."""
    return f"{100 * value:.1f}%"


@register.filter
def state_label(value: str) -> str:
    """The word for an article's state."""
    return ArticleState(value).label


@register.filter
def state_meaning(value: str) -> str:
    return ArticleState(value).meaning
