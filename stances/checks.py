"""System checks: a setting that cannot work is refused at start, with what to do about it."""
