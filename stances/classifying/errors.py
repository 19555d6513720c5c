"""What can be wrong with a model. Every message says what to do."""

from __future__ import annotations


class ModelError(Exception):
    """The model cannot judge. Nothing was judged: there is no fallback."""


class ModelMissing(ModelError):  # noqa: N818
    """A file or library that the model needs is not there."""


class ModelDamaged(ModelError):  # noqa: N818
    """A file of the model is not what its manifest says."""


class SpecInvalid(ModelError):  # noqa: N818
    """The setting that names the model cannot be understood."""
