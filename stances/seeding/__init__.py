"""The demo's files → rows. `read` takes a folder apart and checks it, `load` stores what is new."""

from __future__ import annotations

from stances.seeding.files import SeedError, Seeds, read
from stances.seeding.loading import Loaded, load

__all__ = ["Loaded", "SeedError", "Seeds", "load", "read"]
