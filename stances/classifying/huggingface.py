"""Any Hugging Face sequence-classification checkpoint as the judge, by path or name. Needs the extra [train].

    huggingface:/srv/models/my-stances
    huggingface:someone/stance-checkpoint?labels=supportive,critical,neutral,unrelated&revision=abc123&temperature=1.3

Without `labels` the checkpoint's own `id2label` must name the four stances. With it, the list says which stance
each of the checkpoint's outputs stands for, in the order of the outputs; outputs that share a stance are added, and a
stance that none stands for has probability 0 (a three-way sentiment model knows no "unrelated").
The input is written as for the shipped model; a checkpoint from elsewhere reads it as two plain segments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stances.classifying.batching import as_stances, probabilities
from stances.classifying.checkpoints import Checkpoint, Common, common
from stances.classifying.errors import SpecInvalid
from stances.classifying.template import encode
from stances.records import Pair, Probabilities
from stances.vocabulary import STANCES, Stance

BACKEND = "huggingface"
OPTIONS = ("labels",)

_STANCE = {stance.value: stance for stance in STANCES}


class HuggingFaceModel:
    """A `StanceModel` over a checkpoint. Loaded at the first judgement, once, safe to share between threads."""

    def __init__(
        self, checkpoint: str, *, labels: Sequence[Stance] | None = None, setting: Common | None = None
    ) -> None:
        self._setting = setting or Common()
        self._setting.check(BACKEND)
        self._checkpoint = Checkpoint(BACKEND, checkpoint, self._setting.revision)
        self._labels = tuple(labels) if labels is not None else None

    @classmethod
    def from_options(cls, checkpoint: str, options: Mapping[str, str]) -> HuggingFaceModel:
        """Build from the query of a spec. Raises `SpecInvalid` for an option or a value that is not known."""
        setting = common(BACKEND, options, OPTIONS)
        try:
            labels = [_stance(label) for label in options["labels"].split(",")] if "labels" in options else None
        except ValueError as error:
            raise SpecInvalid(f"{BACKEND}: {error}") from error
        return cls(checkpoint, labels=labels, setting=setting)

    @property
    def name(self) -> str:
        return self._checkpoint.name

    @property
    def revision(self) -> str:
        return self._setting.named(tuple(label.value for label in self._labels or ()))

    @property
    def uncertain_below(self) -> float:
        return self._setting.uncertain_below

    def judge(self, pairs: Sequence[Pair]) -> list[Probabilities]:
        """One distribution a pair, in order.

        Raises `ModelMissing` without torch or checkpoint, `SpecInvalid` for labels that are no stances.
        """
        if not pairs:
            return []
        labels = self._outputs(self._checkpoint.config)
        found = []
        for values in self._checkpoint.logits(encode(self._checkpoint.tokenizer, pairs)):
            sums = dict.fromkeys(STANCES, 0.0)
            for stance, probability in zip(labels, probabilities(values, self._setting.temperature), strict=True):
                sums[stance] += probability
            found.append(as_stances([sums[stance] for stance in STANCES]))
        return found

    def _outputs(self, config: Any) -> tuple[Stance, ...]:
        """Which stance each output stands for."""
        count = int(config.num_labels)
        if self._labels is not None:
            if len(self._labels) != count:
                raise SpecInvalid(f"{self.name} has {count} outputs, and labels= names {len(self._labels)}")
            return self._labels
        own = [str(config.id2label[index]).strip().lower() for index in range(count)]
        if set(own) != {stance.value for stance in STANCES}:
            raise SpecInvalid(
                f"{self.name} labels its outputs {own}: say which stance each stands for, as in "
                f"?labels={','.join(stance.value for stance in STANCES)}"
            )
        return tuple(_STANCE[label] for label in own)


def _stance(label: str) -> Stance:
    try:
        return _STANCE[label.strip().lower()]
    except KeyError:
        raise ValueError(f"{label.strip()!r} is not a stance; they are {', '.join(_STANCE)}") from None
