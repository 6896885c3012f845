"""What must hold (and what is known not to)."""

PROPERTIES = ()
EXPECTED = ()
