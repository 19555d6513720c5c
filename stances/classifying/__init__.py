"""The judging room: pairs of (statement, target) in, probabilities of the four stances out.

    model = load("shipped")            # or load("huggingface:/path/to/checkpoint")
    probabilities = model.judge(pairs)

Importing this package loads no model and no heavy library; `load` reads a model on first use, once a process.
A model that is missing or damaged raises a `ModelError` that says what to do. There is no default label.
"""

from stances.classifying.errors import ModelDamaged, ModelError, ModelMissing, SpecInvalid
from stances.classifying.protocol import StanceModel
from stances.classifying.registry import load, problems

__all__ = ["ModelDamaged", "ModelError", "ModelMissing", "SpecInvalid", "StanceModel", "load", "problems"]
