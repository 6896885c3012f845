"""Which way packets go, as far as the specification has no word for it: checks of addresses, and acknowledgements."""

from hipcheck.lockstep import reading
from hipcheck.lockstep.laboratory import Frame as Datagram
from hipcheck.lockstep.laboratory import Happened
from hipcheck.lockstep.reading import SEQ
from hipcheck.lockstep.rendezvous.packets import acknowledged
from hipcheck.lockstep.rendezvous.stage import Stage
from hipway.addresses import text_of
from hipway.engine.association import OPEN

__all__ = ["Ways"]

ECHO_REQUEST_SIGNED, FROM = 897, 65498  # types of parameters


class Ways:
    """Where packets of a stage have gone."""

    def __init__(self, stage: Stage) -> None:
        """Begin with none."""
        self.stage = stage
        self._checks: dict[bytes, Datagram] = {}

    def sent(self, happened: Happened) -> None:
        """Check that a value that is to verify an address goes to that address alone (RFC 8046 5.4).

        Raises:
            DifferenceError: it goes to another one as well.
        """
        for datagram in happened.sent:
            found = reading.read(datagram.data)
            if found is None or found.one(ECHO_REQUEST_SIGNED) is None:
                continue
            first = self._checks.setdefault(datagram.data, datagram)
            if first.destination != datagram.destination:
                one, other = (text_of(each.destination.address) for each in (first, datagram))
                raise self.stage.differs("where a check of an address goes", one, f"{other} as well")

    def must_acknowledge(self, host: str, peer: str, datagram: Datagram, happened: Happened) -> None:
        """Check that each UPDATE is acknowledged to its sender, as often as it comes (RFC 7401 6.12.1, 8004 4.3.2).

        Raises:
            DifferenceError: one is not.
        """
        found, association = reading.read(datagram.data), self.stage.engine_of(host, peer)
        sequence = found.one(SEQ) if found is not None else None
        if found is None or sequence is None or happened.dropped is not None:
            return
        if association is None or association.state not in OPEN:
            return
        number, origin = int.from_bytes(sequence.contents, "big"), found.all(FROM)
        wanted = origin[-1].contents[:16] if origin else datagram.source.address
        answers = [
            sent.destination.address
            for sent in happened.sent
            if (each := reading.read(sent.data)) is not None and number in acknowledged(each)
        ]
        if wanted not in answers:
            there = ", ".join(map(text_of, answers)) or "nobody"
            raise self.stage.differs(f"whom {host} acknowledges UPDATE {number} of {peer}", text_of(wanted), there)
