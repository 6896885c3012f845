"""What must be true of an engine at any time: its tables say the same, and somebody looks after each association."""

from hipway.engine import timers
from hipway.engine.association import HALF_OPEN
from hipway.engine.engine import Engine

__all__ = ["check_consistent"]


def check_consistent(engine: Engine) -> None:
    """Raise AssertionError if the tables of an engine contradict each other."""
    known = list(engine.associations.values())
    if engine.half_open != sum(association.state in HALF_OPEN for association in known):
        raise AssertionError(f"half_open: {engine.half_open}")
    for association in known:
        if timers.next_due(engine, association) < association.due:
            raise AssertionError(f"nobody looks after an association in {association.state}")
    for spi, association in engine.spis.items():
        spis = {association.spi, *(each.spi for each in (association.inbound, association.former) if each)}
        if association.rekeying:
            spis.add(association.rekeying.spi)
        if spi not in spis or not any(association is each for each in known):
            raise AssertionError(f"SPI {spi} belongs to nobody")
