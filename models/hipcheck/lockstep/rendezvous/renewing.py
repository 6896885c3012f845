"""How long registrations last, at both ends, from what passes between them (RFC 8003).

The specification's client believes in a registration for ever, and never asks for it again: so what an engine does
about time is held against the REG_REQUESTs and REG_RESPONSEs on the wire. `PROMISES` says what is compared.
"""

from collections.abc import Collection

from hipcheck.lockstep import reading
from hipcheck.lockstep.laboratory import Frame as Datagram
from hipcheck.lockstep.laboratory import Happened
from hipcheck.lockstep.reading import SEQ, Read, Tlv
from hipcheck.lockstep.rendezvous.packets import SERVICE
from hipcheck.lockstep.rendezvous.stage import CONFIG, LIFETIME, Stage
from hipway.engine.association import OPEN
from hipway.engine.events import Registered

__all__ = ["PROMISES", "Renewals"]

REG_INFO, REG_REQUEST, REG_RESPONSE = 930, 932, 934
RENEWAL = 3 / 4  # of a lifetime, after which an engine asks again
NEVER = float("inf")
Ends = tuple[str, str]  # a client and its registrar

PROMISES = {
    "registered": "a client believes in a registration from the REG_RESPONSE on, as long as that says (RFC 8003 4.4)",
    "renewed": "it asks again when three quarters of that have passed, and once more when it is over; earlier only if "
    "it is told anew what there is",
    "answered": "who asks for what a registrar offers gets a REG_RESPONSE, with as much as may be (RFC 8003 3.3)",
    "told": "the owner of a client is told of what has expired, and of what is not to be had as it asks again",
}
"""What is compared besides the specification."""


class Renewals:
    """How long each client is registered, on one stage.

    Attributes:
        wanted: the clients that want to be registered, each with the server.
        besides: what a client wants besides, and nobody offers.
        until: when a registration ends that a client has been told of.
        due: when a client has to ask again.
    """

    def __init__(self, stage: Stage, wanted: Collection[Ends]) -> None:
        """Begin with none."""
        self.stage = stage
        self.wanted = wanted
        self.besides: dict[Ends, tuple[int, ...]] = {}
        self.until: dict[Ends, float] = {}
        self.due: dict[Ends, float] = {}
        self._heard: set[tuple[str, bytes, bytes]] = set()

    def took(self, happened: Happened, arrived: Datagram | None = None, *, wished: bool = False) -> None:
        """Compare what an engine asks for and grants, with a packet that it has taken, or by itself.

        Args:
            happened: what it did.
            arrived: the packet; None if there is none.
            wished: whether somebody has told it to ask.

        Raises:
            DifferenceError: it asks too early, or grants something else.
        """
        found = reading.read(arrived.data) if arrived is not None and happened.dropped is None else None
        told_anew = found is not None and found.one(REG_INFO) is not None
        expected = self._asks(happened, free=wished or told_anew)
        if arrived is None and not wished:
            told = [(int(each.service), each.until) for each in happened.told if isinstance(each, Registered)]
            if told != expected and not self._ends(happened.host):
                raise self.stage.differs(f"{happened.host} tells of registrations", expected, told)
        if found is not None and self._is_new(happened.host, found):
            self._must_answer(happened, found)
            self._is_granted(happened.host, found)

    def agree(self, host: str) -> None:
        """Compare until when a client believes to be registered.

        Raises:
            DifferenceError: it is another time.
        """
        registered, now = self.stage.laboratory.hosts[host].engine.registered, self.stage.now
        for peer, other in self.stage.laboratory.hosts.items():
            ours, theirs = self.until.get((host, peer)), registered.get((other.hit, int(SERVICE)))
            over = (ours is None or ours <= now) and (theirs is None or theirs <= now)  # it is not its turn yet
            if ours != theirs and not over and self._stands(host, peer):
                raise self.stage.differs(f"{host} is registered with {peer}", ours, theirs)

    def nothing_is_late(self) -> None:
        """Check, once everybody has done what was due, that no client is late, and none believes in what is over.

        Raises:
            DifferenceError: one is, or does.
        """
        for (host, peer), due in self.due.items():
            registered = self.stage.laboratory.hosts[host].engine.registered
            until = registered.get((self.stage.laboratory.hosts[peer].hit, int(SERVICE)))
            if not self._stands(host, peer):
                continue
            if until is not None and until <= self.stage.now:
                raise self.stage.differs(f"{host} is registered with {peer}", "no more", f"until {until}")
            if due <= self.stage.now and self._has_room(host, peer):
                raise self.stage.differs(f"{host} asks {peer} again", f"at {due}", "not yet")

    # ------------------------------------------------------------------ one packet

    def _asks(self, happened: Happened, *, free: bool) -> list[tuple[int, float]]:
        """Take what a client asks for; return what its owner is told then: of what has expired, and is not offered."""
        host, now, told = happened.host, self.stage.now, list[tuple[int, float]]()
        for datagram in happened.sent:
            found = reading.read(datagram.data)
            peer = self.stage.laboratory.names.get(found.receiver, "") if found is not None else ""
            if found is None or found.one(REG_REQUEST) is None or found.one(SEQ) is None:
                continue
            if not self._is_new(host, found) or free or (host, peer) not in self.due:
                continue
            if now < self.due[host, peer]:
                raise self.stage.differs(f"{host} asks {peer} again", f"at {self.due[host, peer]}", f"at {now}")
            until = self.until.get((host, peer), 0.0)
            self.due[host, peer] = until if until > now else NEVER
            if until <= now and self.until.pop((host, peer), None) is not None:
                told.append((int(SERVICE), 0.0))
            told += [(each, 0.0) for each in self.besides.get((host, peer), ())]
        return told

    def _must_answer(self, happened: Happened, found: Read) -> None:
        """Check that a registrar answers who asks, if it has not as many clients as it may have."""
        asked, client = found.one(REG_REQUEST), self.stage.laboratory.names.get(found.sender, "")
        engine = self.stage.laboratory.hosts[happened.host].engine
        limited = len(engine.registrations) >= engine.config.registrations
        if asked is None or SERVICE not in asked.contents[1:] or limited or not self._has_room(happened.host, client):
            return
        wanted = _seconds(asked)
        seconds = min(max(wanted, CONFIG.registration_shortest), LIFETIME) if wanted else 0.0
        answers = [each.one(REG_RESPONSE) for sent in happened.sent if (each := reading.read(sent.data)) is not None]
        granted = [(_seconds(each), each.contents[1:]) for each in answers if each is not None]
        if granted != [(seconds, bytes((SERVICE,)))]:
            raise self.stage.differs(f"{happened.host} grants {client}", f"{seconds} s", granted)

    def _is_granted(self, host: str, found: Read) -> None:
        """Take what a registrar grants."""
        answer, peer = found.one(REG_RESPONSE), self.stage.laboratory.names.get(found.sender, "")
        if answer is None or (host, peer) not in self.wanted or SERVICE not in answer.contents[1:]:
            return
        self.until.pop((host, peer), None)
        if seconds := _seconds(answer):
            self.until[host, peer] = self.stage.now + seconds
            self.due[host, peer] = self.stage.now + seconds * RENEWAL

    def _is_new(self, host: str, found: Read) -> bool:
        """Whether a host has not sent, or taken, this packet before: an UPDATE counts once, by its number."""
        sequence = found.one(SEQ)
        key = (host, found.sender, sequence.contents if sequence is not None else found.raw)
        if key in self._heard:
            return False
        self._heard.add(key)
        return True

    def _ends(self, host: str) -> bool:
        """Whether an association of a host has ended, and with it its registration."""
        return any(host == ends[0] and not self._stands(*ends) for ends in self.until)

    def _stands(self, host: str, peer: str) -> bool:
        """Whether an association stands that neither end has closed."""
        association = self.stage.engine_of(host, peer)
        return (host, peer) not in self.stage.ended and association is not None and association.state in OPEN

    def _has_room(self, host: str, peer: str) -> bool:
        """Whether a host may send one more UPDATE to a peer, so that it need not wait."""
        association = self.stage.engine_of(host, peer)
        if association is None:
            return False
        distance = (association.update_id - association.acknowledged) % 2**32
        return not association.outstanding or distance <= CONFIG.updates_under_way


def _seconds(tlv: Tlv) -> float:
    """Return what the first byte of a REG_REQUEST or REG_RESPONSE means (RFC 8003 4.1): 0 is nothing."""
    code = tlv.contents[0]
    return 2.0 ** ((code - 64) / 8) if code else 0.0
