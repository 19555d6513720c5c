"""Follows who said what, and what stance each statement takes toward which target."""
