"""The shipped model: all-MiniLM-L6-v2 fine-tuned for stances, int8, run by ONNX Runtime.

Loading checks every file's sha256, then reads tokenizer and weights from the folder alone: the network is never asked.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from stances.classifying import manifest
from stances.classifying.batching import as_stances, probabilities
from stances.classifying.errors import ModelDamaged, ModelMissing
from stances.classifying.template import Encoded, encode
from stances.records import Pair, Probabilities

FOLDER = Path(__file__).parent / "shipped"

#: Environment variable for the number of threads that judge side by side; without it, as many as there are cores.
THREADS = "STANCE_MODEL_THREADS"


class ShippedModel:
    """A `StanceModel` over a folder with `model.json`, `model.onnx` and a tokenizer.

    The manifest is read at once (so `name`, `revision` and `uncertain_below` cost little), the weights at the first
    judgement. Safe to share between threads.
    """

    def __init__(self, folder: Path = FOLDER, threads: int | None = None) -> None:
        self._manifest = manifest.read(folder)
        self._threads = (threads if threads is not None else _threads_from_environment()) or os.cpu_count() or 1
        self._loading = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None

    @property
    def name(self) -> str:
        return self._manifest.name

    @property
    def revision(self) -> str:
        return self._manifest.revision

    @property
    def uncertain_below(self) -> float:
        return self._manifest.uncertain_below

    @property
    def uncertain_meaning(self) -> str:
        """One sentence: what the threshold was chosen for, and on what."""
        return self._manifest.uncertain_meaning

    def judge(self, pairs: Sequence[Pair]) -> list[Probabilities]:
        """One distribution a pair, in order. Raises `ModelMissing` or `ModelDamaged` at the first call if it must."""
        temperature = self._manifest.temperature
        return [as_stances(probabilities(row, temperature)) for row in self.logits(pairs)]

    def logits(self, pairs: Sequence[Pair]) -> list[list[float]]:
        """What the network says before calibration: four numbers a pair, in codebook order."""
        if not pairs:
            return []
        tokenizer, session = self._load()

        # Each pair by itself: activations are quantised with one scale a run, so neighbours would move its answer.
        def answer(one: Encoded) -> list[float]:
            values: list[float] = session.run(["logits"], arrays([one]))[0][0].tolist()
            return values

        encoded = encode(tokenizer, pairs)
        if self._threads == 1 or len(encoded) == 1:
            return [answer(one) for one in encoded]
        # The session lets go of Python's lock; whole pairs side by side keep the cores busier than halves of one.
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(answer, encoded))

    def _load(self) -> tuple[Any, Any]:
        if self._loaded is None:
            with self._loading:
                if self._loaded is None:
                    manifest.verify(self._manifest)
                    self._loaded = _Tokenizer(self._manifest.folder / "tokenizer.json"), _session(self._manifest.folder)
        return self._loaded


def _threads_from_environment() -> int:
    value = os.environ.get(THREADS, "").strip()
    return int(value) if value.isdecimal() else 0


class _Tokenizer:
    """The part of a transformers tokenizer that the template asks of one.

    It runs the same Rust code, without the two seconds that importing transformers takes.
    """

    def __init__(self, file: Path) -> None:
        # Its own threads would compete with the session's, and warn after a fork.
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        try:
            from tokenizers import Tokenizer
        except ImportError as error:
            raise ModelMissing(
                f"The stance model needs the library tokenizers ({error}): reinstall the package."
            ) from error
        self._tokens = Tokenizer.from_file(str(file))
        self._tokens.no_truncation()
        self._tokens.no_padding()
        self.cls_token_id = self._tokens.token_to_id("[CLS]")
        self.sep_token_id = self._tokens.token_to_id("[SEP]")

    def __call__(self, texts: Sequence[str], **_: object) -> dict[str, list[list[int]]]:
        return {"input_ids": [found.ids for found in self._tokens.encode_batch(texts, add_special_tokens=False)]}


def _session(folder: Path) -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise ModelMissing(
            f"The stance model needs the library onnxruntime ({error}): reinstall the package."
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # Pairs differ in length: an arena that keeps every size it ever saw doubles the worker's memory.
    options.enable_cpu_mem_arena = False
    try:
        return onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise ModelDamaged(f"ONNX Runtime cannot read {folder / 'model.onnx'}: {error}") from error


def arrays(encoded: Sequence[Encoded]) -> dict[str, Any]:
    import numpy

    width = max(len(row.ids) for row in encoded)
    ids, types, mask = (numpy.zeros((len(encoded), width), dtype=numpy.int64) for _ in range(3))
    for index, row in enumerate(encoded):
        length = len(row.ids)
        ids[index, :length] = row.ids
        types[index, :length] = row.types
        mask[index, :length] = 1
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
