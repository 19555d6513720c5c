"""From a setting to a model: `load("shipped")`, `load("huggingface:/srv/models/stances?temperature=1.3")`.

A backend is one line in `BACKENDS`; its module is imported when it is asked for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from urllib.parse import parse_qsl

from stances.classifying import checkpoints, manifest
from stances.classifying.errors import ModelError, SpecInvalid
from stances.classifying.protocol import StanceModel

Options = Mapping[str, str]

_models: dict[str, StanceModel] = {}
_loading = threading.Lock()


def load(spec: str = "shipped") -> StanceModel:
    """The model that `spec` names, the same object each time in a process.

    Heavy parts (weights, tokenizer) are read at its first judgement. Raises `SpecInvalid` for a spec that cannot be
    understood, `ModelMissing` or `ModelDamaged` for a model that cannot be used.
    """
    with _loading:
        if spec not in _models:
            _models[spec] = _build(spec)
        return _models[spec]


def problems(spec: str = "shipped") -> list[str]:
    """Why the model that `spec` names could not judge; empty where all is well.

    Each is a sentence for a person, with what to do. Hashes the shipped files, and imports no heavy library.
    """
    try:
        backend, rest, options = _parse(spec)
        return _CHECKS[backend](rest, options)
    except ModelError as error:
        return [str(error)]


def _parse(spec: str) -> tuple[str, str, Options]:
    backend, _, rest = spec.strip().partition(":")
    if backend not in BACKENDS:
        known = ", ".join(sorted(BACKENDS))
        raise SpecInvalid(
            f"{spec!r} names no stance model: it starts with {backend!r}, and the backends are {known}. "
            'Set "shipped", or "huggingface:" or "nli:" and the path or name of a checkpoint.'
        )
    rest, _, query = rest.partition("?")
    try:
        options = dict(parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query)))
    except ValueError as error:
        raise SpecInvalid(f"the options of {spec!r} cannot be read: {error}") from error
    return backend, rest, options


def _build(spec: str) -> StanceModel:
    backend, rest, options = _parse(spec)
    return BACKENDS[backend](rest, options)


def _shipped(rest: str, options: Options) -> StanceModel:
    from stances.classifying.shipped import ShippedModel

    _nothing_after_shipped(rest, options)
    return ShippedModel()


def _shipped_problems(rest: str, options: Options) -> list[str]:
    from stances.classifying.shipped import FOLDER

    _nothing_after_shipped(rest, options)
    manifest.verify(manifest.read(FOLDER))
    return [
        f"The stance model needs the library {library}: reinstall the package."
        for library in ("tokenizers", "onnxruntime", "numpy")
        if find_spec(library) is None
    ]


def _nothing_after_shipped(rest: str, options: Options) -> None:
    if rest or options:
        raise SpecInvalid('"shipped" takes nothing after it')


def _huggingface(rest: str, options: Options) -> StanceModel:
    from stances.classifying.huggingface import HuggingFaceModel

    return HuggingFaceModel.from_options(rest, options)


def _huggingface_problems(rest: str, options: Options) -> list[str]:
    _huggingface(rest, options)
    return checkpoints.problems("huggingface", rest)


def _nli(rest: str, options: Options) -> StanceModel:
    from stances.classifying.nli import NliModel

    return NliModel.from_options(rest, options)


def _nli_problems(rest: str, options: Options) -> list[str]:
    _nli(rest, options)
    return checkpoints.problems("nli", rest)


BACKENDS: Mapping[str, Callable[[str, Options], StanceModel]] = {
    "shipped": _shipped,
    "huggingface": _huggingface,
    "nli": _nli,
}
_CHECKS: Mapping[str, Callable[[str, Options], list[str]]] = {
    "shipped": _shipped_problems,
    "huggingface": _huggingface_problems,
    "nli": _nli_problems,
}
