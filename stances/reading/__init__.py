"""Text in, records out: finds statements and who made them. Knows no Django."""

from stances.reading.actors import Roster
from stances.reading.languages import NotReadable
from stances.reading.reader import READER, read

__all__ = ["READER", "NotReadable", "Roster", "read"]
