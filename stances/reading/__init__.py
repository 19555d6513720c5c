"""Text in, records out: finds statements and who made them. Knows no Django."""
