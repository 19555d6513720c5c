"""The verbs of saying, by what they make of the words after them.

Every surface form maps to one `Cue`. The classes follow the attribution literature
(PARC 3.0, PolNeAR: source, cue, content), reduced to what the rules need to tell apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from stances.reading.words import word_set


class Force(Enum):
    """What may follow a cue, and what of it belongs to the statement."""

    SAY = "say"  # a clause, with or without "that": "said (that) the talks failed"
    TELL = "tell"  # an addressee, then a clause: "told reporters (that) …"
    THAT = "that"  # a clause after "that" or a quotation; a bare object is mostly no speech: "noted", "confirmed"
    ACT = "act"  # the verb is itself the stance: "accused X of", "condemned", "urged": it belongs to the statement
    QUOTE = "quote"  # reports only quotations: "continued", "asked", "joked"


@dataclass(frozen=True, slots=True)
class Cue:
    """One form of a verb of saying. `finite` where it can stand with a subject of its own."""

    lemma: str
    force: Force
    finite: bool
    participle: bool = False


_IRREGULAR = {
    "say": "says said said saying", "tell": "tells told told telling", "write": "writes wrote written writing",
    "think": "thinks thought thought thinking", "vow": "vows vowed vowed vowing",
    "put": "puts put put putting", "hold": "holds held held holding", "speak": "speaks spoke spoken speaking",
    "admit": "admits admitted admitted admitting", "quip": "quips quipped quipped quipping",
    "slam": "slams slammed slammed slamming", "go": "goes went gone going", "see": "sees saw seen seeing",
    "make": "makes made made making", "sum": "sums summed summed summing", "tweet": "tweets tweeted tweeted tweeting",
    "post": "posts posted posted posting", "insist": "insists insisted insisted insisting",
    "find": "finds found found finding", "read": "reads read read reading", "shout": "shouts shouted shouted shouting",
    "set": "sets set set setting", "retort": "retorts retorted retorted retorting",
}  # fmt: skip

_LEMMAS: dict[Force, str] = {
    Force.SAY: ("say state claim argue insist believe assert reiterate"),
    Force.TELL: "tell inform remind assure",
    Force.THAT: (
        "add announce stress emphasise emphasize underline underscore highlight note warn explain declare confirm "
        "acknowledge acknowledge admit reaffirm maintain suggest predict recall remark comment reply respond answer "
        "write tweet post report allege deny hint indicate estimate complain conclude repeat concede contend think "
        "caution clarify disclose reveal affirm recount observe mention testify opine boast lament tout "
        "counter retort point-out agree hope fear expect pronounce proclaim specify advise signal posit profess "
        "conjecture speculate attest"
    ),
    Force.ACT: (
        "accuse blame condemn denounce criticise criticize praise thank welcome hail reject dismiss urge demand "
        "call appeal vow pledge threaten promise slam decry deplore rebuke reproach applaud commend congratulate "
        "describe brand label request rule-out deride mock refute dispute oppose endorse back compare liken propose "
        "recommend voice express question characterize characterise portray"
    ),
    Force.QUOTE: (
        "continue ask joke quip shout exclaim begin wonder muse go-on conclude sum-up put read speak elaborate "
        "interject laugh sigh scoff fume rage blast chant sing demand enthuse plead"
    ),
}

#: Acts whose object alone is weak evidence of speech; they count only with a quotation or the marks named beside them.
NEEDS_MARK = {
    "call": ("for", "on", "upon", '"'), "describe": ("as",), "brand": ('"', "as"), "label": ('"', "as"),
    "appeal": ("to", "for"), "back": ('"',), "compare": ("to", "with"), "liken": ("to",), "dispute": ("that", '"'),
    "oppose": ('"',), "endorse": ('"',), "request": ("that",),
    "question": ("whether", "that", "if", "why"), "recommend": ("that",),
    "threaten": ("to", "that"), "vow": ("to", "that"),
    "characterize": ("as",), "characterise": ("as",), "portray": ("as", '"'),
    "blame": (), "praise": (), "thank": (),
}  # fmt: skip

#: Forms that are mostly nouns or other parts of speech; they need a subject right before them.
AMBIGUOUS = word_set(
    "claims claim states state notes note reports report demands demand calls call warns estimates estimate "
    "answers answer comments comment remarks remark tweets tweet posts post pledges pledge promises promise vows "
    "vow blames blame hints hint stresses stress highlights highlight request requests appeals appeal fears fear "
    "hopes hope label labels brand brands back backs signal signals puts put read reads welcome read's"
)


def _forms(lemma: str) -> tuple[str, str, str, str]:
    if lemma in _IRREGULAR:
        third, past, participle, present = _IRREGULAR[lemma].split()
        return third, past, participle, present
    if lemma.endswith("e"):
        return lemma + "s", lemma + "d", lemma + "d", lemma[:-1] + "ing"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return lemma[:-1] + "ies", lemma[:-1] + "ied", lemma[:-1] + "ied", lemma + "ing"
    suffix = "es" if lemma.endswith(("s", "sh", "ch", "x")) else "s"
    return lemma + suffix, lemma + "ed", lemma + "ed", lemma + "ing"


def _build() -> dict[str, Cue]:
    table: dict[str, Cue] = {}
    for force, lemmas in _LEMMAS.items():
        for lemma in lemmas.split():
            head = lemma.split("-")[0]
            third, past, participle, present = _forms(head)
            for form in (head, third, past, participle):
                table.setdefault(form, Cue(lemma, force, finite=True))
            table.setdefault(present, Cue(lemma, force, finite=False, participle=True))
    table["began"] = Cue("begin", Force.QUOTE, finite=True)
    return table


#: Lower-case surface form → cue.
CUES: dict[str, Cue] = _build()
for _off in ("went", "gone", "goes", "go", "going", "points", "pointed", "point", "ruled", "rules", "rule"):
    CUES.pop(_off, None)

#: Verbs whose next word makes the cue: ("pointed", "out").
TWO_WORD: dict[tuple[str, str], Cue] = {
    **{(form, "out"): Cue("point out", Force.THAT, True) for form in ("points", "pointed", "point")},
    **{(form, "to"): Cue("point to", Force.ACT, True) for form in ("points", "pointed")},
    **{(form, "on"): Cue("go on", Force.QUOTE, True) for form in ("went", "goes")},
    **{(form, "out"): Cue("rule out", Force.ACT, True) for form in ("ruled", "rules")},
    **{(form, "clear"): Cue("make clear", Force.THAT, True) for form in ("made", "makes")},
    ("pointing", "out"): Cue("point out", Force.THAT, finite=False, participle=True),
    ("making", "clear"): Cue("make clear", Force.THAT, finite=False, participle=True),
    ("ruling", "out"): Cue("rule out", Force.ACT, finite=False, participle=True),
}

#: Said of nothing in particular: "said little about the talks", "said so".
EMPTY_OBJECTS = word_set("little nothing much so more goodbye hello sorry thanks no yes something anything")
