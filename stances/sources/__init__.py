"""Bytes to clean text, title, date and outlet. Knows no Django, touches no database."""
