"""Any Hugging Face sequence-classification checkpoint as the judge, by path or name. Needs the extra [train].

    huggingface:/srv/models/my-stances
    huggingface:someone/stance-checkpoint?labels=supportive,critical,neutral,unrelated&revision=abc123&temperature=1.3

Without `labels` the checkpoint's own `id2label` must name the four stances. With it, the list says which stance
each of the checkpoint's outputs stands for, in the order of the outputs; outputs that share a stance are added, and a
stance that none stands for has probability 0 (a three-way sentiment model knows no "unrelated").
The input is written as for the shipped model; a checkpoint from elsewhere reads it as two plain segments.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from stances.classifying.batching import as_stances, by_length, probabilities
from stances.classifying.errors import ModelMissing, SpecInvalid
from stances.classifying.template import encode
from stances.records import Pair, Probabilities
from stances.vocabulary import STANCES, Stance

_STANCE = {stance.value: stance for stance in STANCES}

OPTIONS = ("labels", "revision", "temperature", "uncertain_below")


class HuggingFaceModel:
    """A `StanceModel` over a checkpoint. Loaded at the first judgement, once, safe to share between threads."""

    def __init__(
        self,
        checkpoint: str,
        *,
        labels: Sequence[Stance] | None = None,
        revision: str = "",
        temperature: float = 1.0,
        uncertain_below: float = 0.0,
    ) -> None:
        if not checkpoint:
            raise SpecInvalid(
                "huggingface: needs the path or the name of a checkpoint, as in huggingface:/srv/models/stances"
            )
        if temperature <= 0 or not 0 <= uncertain_below <= 1:
            raise SpecInvalid("huggingface: temperature must be above 0, and uncertain_below within [0, 1]")
        self.checkpoint = checkpoint
        self._labels = tuple(labels) if labels is not None else None
        self._revision = revision
        self._temperature = temperature
        self._uncertain_below = uncertain_below
        self._loading = threading.Lock()
        self._loaded: tuple[Any, Any, tuple[Stance, ...]] | None = None

    @classmethod
    def from_options(cls, checkpoint: str, options: Mapping[str, str]) -> HuggingFaceModel:
        """Build from the query of a spec. Raises `SpecInvalid` for an option or a value that is not known."""
        if unknown := sorted(set(options) - set(OPTIONS)):
            raise SpecInvalid(f"huggingface: does not know {', '.join(unknown)}; it knows {', '.join(OPTIONS)}")
        try:
            return cls(
                checkpoint,
                labels=[_stance(label) for label in options["labels"].split(",")] if "labels" in options else None,
                revision=options.get("revision", ""),
                temperature=float(options.get("temperature", "1")),
                uncertain_below=float(options.get("uncertain_below", "0")),
            )
        except ValueError as error:
            raise SpecInvalid(f"huggingface: {error}") from error

    @property
    def name(self) -> str:
        return f"huggingface:{self.checkpoint}"

    @property
    def revision(self) -> str:
        return self._revision or "unpinned"

    @property
    def uncertain_below(self) -> float:
        return self._uncertain_below

    def judge(self, pairs: Sequence[Pair]) -> list[Probabilities]:
        """One distribution a pair, in order.

        Raises `ModelMissing` without torch or checkpoint, `SpecInvalid` for labels that are no stances.
        """
        if not pairs:
            return []
        tokenizer, model, labels = self._load()
        import torch

        encoded = encode(tokenizer, pairs)
        two_types = getattr(model.config, "type_vocab_size", 0) > 1
        padding = tokenizer.pad_token_id or 0
        found: list[Probabilities | None] = [None] * len(encoded)
        for rows in by_length(encoded):
            width = max(len(encoded[row].ids) for row in rows)
            ids, types, mask = [], [], []
            for row in rows:
                short = width - len(encoded[row].ids)
                ids.append(encoded[row].ids + [padding] * short)
                types.append(encoded[row].types + [0] * short)
                mask.append([1] * (width - short) + [0] * short)
            inputs = {"input_ids": torch.tensor(ids), "attention_mask": torch.tensor(mask)}
            if two_types:
                inputs["token_type_ids"] = torch.tensor(types)
            with torch.inference_mode():
                logits = model(**inputs).logits.tolist()
            for row, values in zip(rows, logits, strict=True):
                sums = dict.fromkeys(STANCES, 0.0)
                for stance, probability in zip(labels, probabilities(values, self._temperature), strict=True):
                    sums[stance] += probability
                found[row] = as_stances([sums[stance] for stance in STANCES])
        return [each for each in found if each is not None]

    def _load(self) -> tuple[Any, Any, tuple[Stance, ...]]:
        if self._loaded is None:
            with self._loading:
                if self._loaded is None:
                    self._loaded = self._read()
        return self._loaded

    def _read(self) -> tuple[Any, Any, tuple[Stance, ...]]:
        os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
        try:
            import torch  # noqa: F401
            from transformers import AutoModelForSequenceClassification, AutoTokenizer
        except ImportError as error:
            raise ModelMissing(
                f"{self.name} needs PyTorch, which is not installed ({error}): pip install 'diplomacy[train]', "
                "or set the shipped model."
            ) from error
        try:
            tokenizer = AutoTokenizer.from_pretrained(self.checkpoint, revision=self._revision or None)
            model = AutoModelForSequenceClassification.from_pretrained(self.checkpoint, revision=self._revision or None)
        except (OSError, ValueError) as error:
            raise ModelMissing(f"{self.name} cannot be read: {error}") from error
        return tokenizer, model.eval(), self._outputs(model.config)

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
