"""Word lists written as running text, which a person can read and edit."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The white-space separated words of `text`."""
    return frozenset(text.split())
