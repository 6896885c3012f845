"""Registrations (RFC 8003), as far as the specification has no word for them.

There, a server registers whoever asks, for as long as it asks. An engine offers services (REG_INFO), grants or refuses
them (REG_RESPONSE, REG_FAILED), and tells its owner. So it is said here what follows from what:

- who wants a service, and learns that it is offered, asks for it at once; who learns that it is not is told so;
- what a registrar grants or refuses is told, and nothing else is; an answer grants something, and once;
- with an association its registration ends, at either end.
"""

from collections.abc import Iterable

from hipcheck.lockstep import reading
from hipcheck.lockstep.laboratory import Happened
from hipcheck.lockstep.reading import Read
from hipcheck.lockstep.rendezvous.packets import SERVICE
from hipcheck.lockstep.rendezvous.stage import Stage
from hipway.engine.events import Registered

__all__ = ["Registrations"]

REG_INFO, REG_REQUEST, REG_RESPONSE, REG_FAILED = 930, 932, 934, 936
NOT_OFFERED = 1  # "Registration type unavailable" (RFC 8003 4.5)
Told = tuple[bool, int | None]
"""What an owner is told: whether its host is registered now, and if it is refused, why."""


class Registrations:
    """What clients want, and what they have been told.

    Attributes:
        wanted: the clients that want to be registered, each with the server.
        offered: those that know that the server offers it.
        misled: those that the server has told something else than is so.
    """

    def __init__(self, stage: Stage) -> None:
        """Begin with nothing wanted, and nothing offered."""
        self.stage = stage
        self.wanted: set[tuple[str, str]] = set()
        self.offered: set[tuple[str, str]] = set()
        self.misled: set[tuple[str, str]] = set()
        self._heard: set[tuple[str, str, bytes]] = set()

    def met(self, host: str, peer: str, *, registers: bool) -> None:
        """Note what an R1 has offered, and what the I2 asked for."""
        self.offered.add((host, peer))
        if registers:
            self.wanted.add((host, peer))

    def wants(self, host: str, peer: str, happened: Happened) -> None:
        """Compare what follows when a host wants to be registered.

        Raises:
            DifferenceError: something else follows.
        """
        new = (host, peer) not in self.wanted
        self.wanted.add((host, peer))
        asks = new and (host, peer) in self.offered
        refused: list[Told] = [(False, NOT_OFFERED)] if new and not asks else []
        self._follows(host, peer, happened, refused, asks=asks)

    def heard(self, host: str, peer: str, packet: Read, happened: Happened) -> None:
        """Compare what follows from an UPDATE of a registrar, or of a client.

        Raises:
            DifferenceError: something else follows.
        """
        sequence = packet.one(reading.SEQ)
        key = (host, peer, sequence.contents if sequence is not None else b"")
        if happened.dropped is not None or sequence is None or key in self._heard:
            return
        self._heard.add(key)
        told: list[Told] = []
        if (host, peer) in self.wanted:
            told += [
                (bool(each.contents[0]), None) for each in packet.all(REG_RESPONSE) if SERVICE in each.contents[1:]
            ]
            told += [(False, each.contents[0]) for each in packet.all(REG_FAILED) if SERVICE in each.contents[1:]]
        info, asks = packet.one(REG_INFO), False
        if info is not None:
            offers = SERVICE in info.contents[2:]
            (self.offered.add if offers else self.offered.discard)((host, peer))
            registered = self.stage.is_registered(host, peer)
            asks = offers and (host, peer) in self.wanted and not registered
            told += [(False, NOT_OFFERED)] if (host, peer) in self.wanted and not offers and not registered else []
        self._follows(host, peer, happened, told, asks=asks)

    @staticmethod
    def grants(packet: Read) -> bool:
        """Whether a registrar grants something, which the specification has it do as it acknowledges."""
        return any(each.contents[0] and SERVICE in each.contents[1:] for each in packet.all(REG_RESPONSE))

    def settled(self) -> None:
        """Check, once nothing is under way, that whoever is registered knows.

        Raises:
            DifferenceError: it does not.
        """
        stage = self.stage
        for client, server in self.wanted & stage.met - stage.ended - self.misled:
            until = stage.told(server, client).registered_until
            association = stage.engine_of(server, client)
            busy = (
                association is None
                or association.outstanding
                or {(client, server), (server, client)} & stage.unsettled.keys()
            )
            if until.present and until.value > stage.now and not busy and not stage.is_registered(client, server):
                raise stage.differs(f"{client} about {server}", f"registered until {until.value}", "not registered")

    def _follows(self, host: str, peer: str, happened: Happened, told: list[Told], *, asks: bool) -> None:
        sent = list(filter(None, (reading.read(frame.data) for frame in happened.sent)))
        hit = self.stage.laboratory.hosts[peer].hit
        asked = any(each.one(REG_REQUEST) is not None and each.receiver == hit for each in sent)
        if asked is not asks:
            words = ["asks for nothing", "asks to be registered"]
            raise self.stage.differs(f"{host} about {peer}", words[asks], words[asked])
        found = [(each.until > 0, each.failure) for each in happened.told if isinstance(each, Registered)]
        if found != told:
            raise self.stage.differs(f"what {host} is told about {peer}", _words(told), _words(found))
        for packet in sent:
            self._answers(host, packet)

    def _answers(self, host: str, packet: Read) -> None:
        """Check that an answer grants something, and once (RFC 8003 4.4)."""
        granted = [each.contents[1:] for each in packet.all(REG_RESPONSE)]
        if len(granted) > 1 or b"" in granted:
            raise self.stage.differs(f"what {host} grants", "one REG_RESPONSE with something in it", f"{granted}")


def _words(told: Iterable[Told]) -> str:
    return ", ".join("registered" if until else f"not registered ({why})" for until, why in told) or "nothing"
