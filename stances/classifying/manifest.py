"""The manifest of a shipped model: `model.json`, which says what the folder holds and how to use it.

{"name": …, "revision": "2026-11-22-1a2b3c4d", "template": …, "labels": ["supportive", …], "max_length": …,
 "temperature": …, "uncertain_below": …, "uncertain_meaning": …, "files": {"model.onnx": "<sha256>", …}, "figures": {…}}
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stances.classifying.errors import ModelDamaged, ModelMissing
from stances.classifying.template import TEMPLATE
from stances.vocabulary import STANCES

MANIFEST = "model.json"
RESTORE = "reinstall the package, restore the folder from git, or rebuild it with `python -m training`"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`temperature` > 0 divides the logits; `uncertain_below` in [0, 1]; `files` maps each name to its sha256."""

    folder: Path
    name: str
    revision: str
    temperature: float
    uncertain_below: float
    uncertain_meaning: str
    max_length: int
    files: Mapping[str, str]
    figures: Mapping[str, Any]


def read(folder: Path) -> Manifest:
    """Read and check the manifest. Raises `ModelMissing` or `ModelDamaged`."""
    path = folder / MANIFEST
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelMissing(f"The stance model is not there: no {path}. To mend it, {RESTORE}.") from None
    except (OSError, ValueError) as error:
        raise ModelDamaged(
            f"The stance model's manifest {path} cannot be read ({error}). To mend it, {RESTORE}."
        ) from error
    try:
        found = Manifest(
            folder=folder,
            name=str(raw["name"]),
            revision=str(raw["revision"]),
            temperature=float(raw["temperature"]),
            uncertain_below=float(raw["uncertain_below"]),
            uncertain_meaning=str(raw["uncertain_meaning"]),
            max_length=int(raw["max_length"]),
            files={str(name): str(digest) for name, digest in raw["files"].items()},
            figures=raw.get("figures", {}),
        )
        labels, template = list(raw["labels"]), str(raw["template"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelDamaged(
            f"The stance model's manifest {path} lacks or garbles a field ({error!r}). To mend it, {RESTORE}."
        ) from error
    if labels != [stance.value for stance in STANCES] or template != TEMPLATE:
        raise ModelDamaged(
            f"{path} is for labels {labels} and input form {template!r}; this version of the product asks for "
            f"{[stance.value for stance in STANCES]} and {TEMPLATE!r}. To mend it, {RESTORE}."
        )
    if found.temperature <= 0 or not 0 <= found.uncertain_below <= 1 or "model.onnx" not in found.files:
        raise ModelDamaged(f"The stance model's manifest {path} holds impossible values. To mend it, {RESTORE}.")
    return found


def verify(manifest: Manifest) -> None:
    """Compare every file with its sha256. Raises `ModelMissing` or `ModelDamaged`, naming the first that fails."""
    for name, expected in manifest.files.items():
        path = manifest.folder / name
        try:
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            raise ModelMissing(f"The stance model lacks a file: {path}. To mend it, {RESTORE}.") from None
        except OSError as error:
            raise ModelDamaged(
                f"The stance model's file {path} cannot be read ({error}). To mend it, {RESTORE}."
            ) from error
        if found != expected:
            raise ModelDamaged(
                f"The stance model's file {path} is not the one that was shipped (sha256 {found[:12]}… instead of "
                f"{expected[:12]}…). To mend it, {RESTORE}."
            )
