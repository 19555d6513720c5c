"""What every backend over a Hugging Face checkpoint shares: its options, its files, one pass through the network.

Needs the extra [train], and imports torch and transformers when the first pair is judged, not before.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from stances.classifying.batching import by_length
from stances.classifying.errors import ModelMissing, SpecInvalid
from stances.classifying.template import Encoded

#: Options that each of these backends knows.
COMMON = ("revision", "temperature", "uncertain_below")


@dataclass(frozen=True, slots=True)
class Common:
    """`temperature` > 0 divides the logits; `uncertain_below` in [0, 1]; an empty `revision` is the newest."""

    revision: str = ""
    temperature: float = 1.0
    uncertain_below: float = 0.0

    def named(self, *own: object) -> str:
        """The revision, with a short hash of everything else that changes the answers (`own` are the backend's
        settings), where it is not the default: another setting must be another run."""
        revision = self.revision or "unpinned"
        if self.temperature == 1.0 and not any(own):
            return revision
        return f"{revision}+{hashlib.sha256(repr((self.temperature, *own)).encode()).hexdigest()[:8]}"

    def check(self, backend: str) -> None:
        """Raise `SpecInvalid` for a value out of its range."""
        if not self.temperature > 0 or not 0 <= self.uncertain_below <= 1:
            raise SpecInvalid(f"{backend}: temperature must be above 0, and uncertain_below within [0, 1]")


def common(backend: str, options: Mapping[str, str], own: Sequence[str]) -> Common:
    """The common options of a spec. Raises `SpecInvalid` for what is neither common nor the backend's `own`."""
    known = (*own, *COMMON)
    if unknown := sorted(set(options) - set(known)):
        raise SpecInvalid(f"{backend}: does not know {', '.join(unknown)}; it knows {', '.join(known)}")
    try:
        return Common(
            revision=options.get("revision", ""),
            temperature=float(options.get("temperature", "1")),
            uncertain_below=float(options.get("uncertain_below", "0")),
        )
    except ValueError as error:
        raise SpecInvalid(f"{backend}: {error}") from error


def problems(backend: str, path: str) -> list[str]:
    """Why the checkpoint could not judge, as far as that can be told without reading it."""
    found = []
    if find_spec("torch") is None:
        found.append(_without_torch(f"{backend}:{path}"))
    # A name on a hub has the form owner/name; anything that looks like a path must be one.
    if path.startswith((".", "/", "~")) and not (Path(path).expanduser() / "config.json").is_file():
        found.append(f"There is no checkpoint at {path}: a folder with config.json is expected there.")
    return found


class Checkpoint:
    """A sequence-classification checkpoint by path or name. Read at first use, once, safe to share between threads."""

    def __init__(self, backend: str, path: str, revision: str) -> None:
        if not path:
            raise SpecInvalid(
                f"{backend}: needs the path or the name of a checkpoint, as in {backend}:/srv/models/stances"
            )
        self.name = f"{backend}:{path}"
        self._path = str(Path(path).expanduser()) if path.startswith("~") else path
        self._revision = revision
        self._loading = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None

    @property
    def tokenizer(self) -> Any:
        return self._load()[0]

    @property
    def config(self) -> Any:
        return self._load()[1].config

    def logits(self, encoded: Sequence[Encoded]) -> list[list[float]]:
        """One row of logits for each, in order, from batches of about equal length. Raises `ModelMissing`."""
        tokenizer, model = self._load()
        import torch

        two_types = getattr(model.config, "type_vocab_size", 0) > 1
        padding = tokenizer.pad_token_id or 0
        found: list[list[float]] = [[]] * len(encoded)
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
                output = model(**inputs).logits.tolist()
            for row, values in zip(rows, output, strict=True):
                found[row] = values
        return found

    def _load(self) -> tuple[Any, Any]:
        if self._loaded is None:
            with self._loading:
                if self._loaded is None:
                    self._loaded = self._read()
        return self._loaded

    def _read(self) -> tuple[Any, Any]:
        os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
        try:
            import torch  # noqa: F401
            from transformers import AutoModelForSequenceClassification, AutoTokenizer
        except ImportError as error:
            raise ModelMissing(_without_torch(self.name)) from error
        try:
            tokenizer = AutoTokenizer.from_pretrained(self._path, revision=self._revision or None)
            model = AutoModelForSequenceClassification.from_pretrained(self._path, revision=self._revision or None)
        except (OSError, ValueError) as error:
            raise ModelMissing(f"{self.name} cannot be read: {error}") from error
        return tokenizer, model.eval()


def _without_torch(name: str) -> str:
    return f"{name} needs PyTorch, which is not installed: pip install 'diplomacy[train]', or set the shipped model."
