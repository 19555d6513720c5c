"""Any natural-language-inference checkpoint as the judge, without training: "zero-shot". Needs the extra [train].

    nli:/srv/models/my-nli
    nli:someone/nli-checkpoint?temperature=1.4&hypothesis_neutral=The text names {target} and takes no side.

The statement is the premise; for each stance there is a hypothesis about the target, and the checkpoint says how far
the premise entails it. The four entailment logits go through one softmax, since the stances exclude each other. The
method is that of Yin, Hay and Roth (2019), "Benchmarking Zero-shot Text Classification: Datasets, Evaluation and
Entailment Approach" (doi:10.18653/v1/D19-1404), with the softmax over hypotheses of transformers' zero-shot pipeline.
A pair costs four passes. Nothing here was measured on the codebook's labels: evaluate a checkpoint before use.

`{target}` in a hypothesis is the target's name. Aliases are not used: a checkpoint that does not know that Moscow
stands for Russia will say "not about it". `premise=` may add `{speaker}` and `{context}` to the `{statement}`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from stances.classifying.batching import as_stances, probabilities
from stances.classifying.checkpoints import Checkpoint, Common, common
from stances.classifying.errors import SpecInvalid
from stances.classifying.template import Encoded
from stances.records import Pair, Probabilities
from stances.vocabulary import STANCES, Stance

BACKEND = "nli"

#: Defaults, after the codebook's one-sentence definitions.
HYPOTHESES: Mapping[Stance, str] = {
    Stance.SUPPORTIVE: "The speaker supports or praises {target}.",
    Stance.CRITICAL: "The speaker criticises or threatens {target}.",
    Stance.NEUTRAL: "The speaker talks about {target} without taking a side.",
    Stance.UNRELATED: "The speaker does not talk about {target}.",
}
PREMISE = "{statement}"
OPTIONS = ("entailment", "premise", *(f"hypothesis_{stance.value}" for stance in STANCES))

#: Tokens of premise and hypothesis together; the longer of the two is cut from its end.
LONGEST = 256
#: Characters of a template.
LONGEST_TEMPLATE = 300

_FIELD = re.compile(r"\{(\w*)\}")
_SPACE = re.compile(r"\s+")


class NliModel:
    """A `StanceModel` over an inference checkpoint. Loaded at the first judgement, safe to share between threads."""

    def __init__(
        self,
        checkpoint: str,
        *,
        hypotheses: Mapping[Stance, str] = HYPOTHESES,
        premise: str = PREMISE,
        entailment: int | None = None,
        setting: Common | None = None,
    ) -> None:
        """`entailment` is the number of the output that says "entailed", where the checkpoint's labels do not tell."""
        self._setting = setting or Common()
        self._setting.check(BACKEND)
        self._checkpoint = Checkpoint(BACKEND, checkpoint, self._setting.revision)
        for stance, template in hypotheses.items():
            _check(f"hypothesis_{stance.value}", template, needs="target", knows={"target"})
        _check("premise", premise, needs="statement", knows={"statement", "context", "speaker"})
        self._hypotheses = tuple(hypotheses[stance] for stance in STANCES)
        self._premise = premise
        self._entailment = entailment

    @classmethod
    def from_options(cls, checkpoint: str, options: Mapping[str, str]) -> NliModel:
        """Build from the query of a spec. Raises `SpecInvalid` for an option or a value that is not known."""
        setting = common(BACKEND, options, OPTIONS)
        entailment = options.get("entailment")
        if entailment is not None and not entailment.isdecimal():
            raise SpecInvalid(f"{BACKEND}: entailment is the number of an output, from 0, and not {entailment!r}")
        return cls(
            checkpoint,
            hypotheses={
                stance: options.get(f"hypothesis_{stance.value}", template) for stance, template in HYPOTHESES.items()
            },
            premise=options.get("premise", PREMISE),
            entailment=int(entailment) if entailment is not None else None,
            setting=setting,
        )

    @property
    def name(self) -> str:
        return self._checkpoint.name

    @property
    def revision(self) -> str:
        own = (self._hypotheses, self._premise, self._entailment)
        default = (tuple(HYPOTHESES[stance] for stance in STANCES), PREMISE, None)
        return self._setting.named(own if own != default else ())

    @property
    def uncertain_below(self) -> float:
        return self._setting.uncertain_below

    def judge(self, pairs: Sequence[Pair]) -> list[Probabilities]:
        """One distribution a pair, in order.

        Raises `ModelMissing` without torch or checkpoint, `SpecInvalid` where no output says "entailed".
        """
        if not pairs:
            return []
        entailed = self._output(self._checkpoint.config)
        logits = self._checkpoint.logits(self._encode(pairs))
        n = len(self._hypotheses)
        rows = ([values[entailed] for values in logits[at : at + n]] for at in range(0, len(logits), n))
        return [as_stances(probabilities(row, self._setting.temperature)) for row in rows]

    def texts(self, pair: Pair) -> tuple[str, list[str]]:
        """The premise, and the hypothesis of each stance in codebook order."""
        words = {"statement": pair.statement, "context": pair.context, "speaker": pair.speaker}
        return _filled(self._premise, words), [
            _filled(template, {"target": pair.target.name}) for template in self._hypotheses
        ]

    def _encode(self, pairs: Sequence[Pair]) -> list[Encoded]:
        premises, hypotheses = [], []
        for pair in pairs:
            premise, four = self.texts(pair)
            premises += [premise] * len(four)
            hypotheses += four
        tokenizer = self._checkpoint.tokenizer
        written = tokenizer(premises, hypotheses, truncation="longest_first", max_length=self._longest())
        ids: list[list[int]] = written["input_ids"]
        types: list[list[int]] = written.get("token_type_ids") or [[0] * len(row) for row in ids]
        return [Encoded(row, kinds) for row, kinds in zip(ids, types, strict=True)]

    def _longest(self) -> int:
        """Tokens of one input that the checkpoint can take; two positions are its own in some families."""
        positions = getattr(self._checkpoint.config, "max_position_embeddings", None) or LONGEST + 2
        return int(min(LONGEST, self._checkpoint.tokenizer.model_max_length, positions - 2))

    def _output(self, config: Any) -> int:
        """The number of the output that says "entailed"."""
        count = int(config.num_labels)
        if self._entailment is not None:
            if self._entailment >= count:
                raise SpecInvalid(f"{self.name} has {count} outputs, and entailment={self._entailment} is none of them")
            return self._entailment
        named = {str(label).strip().lower(): int(index) for label, index in config.label2id.items()}
        found = [index for label, index in named.items() if label.startswith("entail")]
        if len(found) != 1:
            raise SpecInvalid(
                f"{self.name} does not say which of its outputs means entailment; they are called "
                f"{', '.join(named)}. If it is an inference model, give the output's number, as in ?entailment=2"
            )
        return found[0]


def _check(option: str, template: str, *, needs: str, knows: set[str]) -> None:
    fields = set(_FIELD.findall(template))
    if needs not in fields:
        raise SpecInvalid(f"{BACKEND}: {option} needs {{{needs}}} in it")
    if strange := sorted(fields - knows):
        raise SpecInvalid(f"{BACKEND}: {option} knows {', '.join(sorted(knows))}, and no {{{strange[0]}}}")
    if len(template) > LONGEST_TEMPLATE:
        raise SpecInvalid(f"{BACKEND}: {option} is longer than {LONGEST_TEMPLATE} characters")


def _filled(template: str, words: Mapping[str, str]) -> str:
    return _SPACE.sub(" ", _FIELD.sub(lambda field: words[field.group(1)], template)).strip()
