"""Judges pairs of a statement and a target. Knows no Django, loads nothing until first use."""
