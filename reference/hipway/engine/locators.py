"""The addresses of a peer: which are verified, which one data goes to, and credit for those that are not verified.

An address is UNVERIFIED until a value that went to it, and to nothing else, has come back from the peer; only then does
it become ACTIVE (RFC 8046 5.4). What the peer's newest list does not have, and what has outlived its lifetime, is
DEPRECATED, and is verified anew before it is used again (RFC 8046 5.1).
"""

from typing import TYPE_CHECKING

from hipway.addresses import Endpoint, is_ipv4
from hipway.engine import channel, closing, updates
from hipway.engine.addressing import is_unicast
from hipway.engine.association import FOREVER, Association, LocatorStatus, PeerLocator
from hipway.engine.events import LocatorChanged
from hipway.engine.refusal import Refused
from hipway.wire.locators import UDP, UnknownLocator
from hipway.wire.numbers import NotifyType, TrafficType
from hipway.wire.packet import Packet
from hipway.wire.parameters import EchoResponseSigned, EspInfo, Locator, LocatorSet
from hipway.wire.udp import PORT

if TYPE_CHECKING:
    from hipway.engine.engine import Engine

__all__ = [
    "answered",
    "begin",
    "check",
    "earn",
    "expire",
    "for_data",
    "listed",
    "lost",
    "reachable",
    "seen",
    "verify_waiting",
]

CHALLENGE = 16  # bytes
ACTIVE = LocatorStatus.ACTIVE.value
UNBOUNDED = 0xFFFFFFFF  # a lifetime (RFC 8046 4)


def begin(engine: "Engine", association: Association, endpoint: Endpoint) -> None:
    """Take the address that the base exchange came from: the exchange has verified it (RFC 8046 5.4)."""
    association.endpoint = endpoint
    association.locators = {endpoint: PeerLocator(LocatorStatus.ACTIVE, listed=False, preferred=True)}
    engine.events_out.append(LocatorChanged(association.peer, endpoint, ACTIVE, preferred=True))


# ------------------------------------------------------------------ where data goes


def reachable(engine: "Engine", endpoint: Endpoint) -> bool:
    """Whether one of our addresses is of the family of an address of the peer."""
    return not engine.located or bool(engine.by_family[is_ipv4(endpoint.address)])


def for_data(engine: "Engine", association: Association, now: float) -> tuple[Endpoint, bool] | None:
    """Return where data goes, and whether that address is verified; None if it has to wait. HIP packets go there, too.

    Where it went so far if that is verified still, or else the preferred address or another one that is verified, or
    else, against credit, one that is not (RFC 8046 5.5 and 5.6).
    """
    current = association.endpoint
    found = association.locators.get(current) if current is not None else None
    if current is not None and found is not None and _verified(found, now) and reachable(engine, current):
        return current, True
    verified: list[tuple[bool, Endpoint]] = []
    unverified: list[tuple[bool, Endpoint]] = []
    for endpoint, locator in association.locators.items():
        if locator.status is not LocatorStatus.DEPRECATED and now < locator.until and reachable(engine, endpoint):
            (verified if locator.status is LocatorStatus.ACTIVE else unverified).append((locator.preferred, endpoint))
    if not verified and not unverified:
        return None
    _, chosen = max(verified or unverified)
    _choose(engine, association, chosen)
    if verified:
        return chosen, True
    _age(engine, association, now)
    return (chosen, False) if engine.config.credit else None


def earn(engine: "Engine", association: Association, size: int, now: float) -> None:
    """Give credit for a packet that arrived; what there was has grown old (RFC 8046 5.6.1 and 5.6.2)."""
    _age(engine, association, now)
    association.credit += size


def _age(engine: "Engine", association: Association, now: float) -> None:
    """Let credit grow old, whole bytes only (RFC 8046 5.6.2)."""
    interval = engine.config.credit_aging_interval
    passed = int((now - association.credit_aged) / interval)
    association.credit_aged += passed * interval
    while passed > 0 and association.credit:
        association.credit = int(association.credit * engine.config.credit_aging_factor)
        passed -= 1


# ------------------------------------------------------------------ what the peer says


def check(engine: "Engine", packet: Packet) -> None:
    """Check a list before anything of its UPDATE takes effect.

    Raises:
        Refused: it is too long, names what is no host's address, or comes without the ESP_INFO that says which
            security association it is about.
    """
    found = packet.get(LocatorSet)
    if found is None:
        return
    most = engine.config.locators_of_a_peer
    if len(found.locators) > most:
        raise Refused("RFC 8046 6.2.2", f"{len(found.locators)} locators; a peer may have {most}")
    if any(isinstance(item, Locator) and not is_unicast(item.address) for item in found.locators):
        raise Refused("RFC 8046 5.3", "a locator is no unicast address")
    if packet.get(EspInfo) is None:
        raise Refused("RFC 8046 5.3", "a LOCATOR_SET without an ESP_INFO")


def listed(engine: "Engine", association: Association, found: LocatorSet, source: Endpoint, now: float) -> None:
    """Take the peer's complete list of addresses in place of the one before (RFC 8046 5.3)."""
    expire(engine, association, now)  # what has ended is verified anew, though it be listed again
    wanted = _wanted(found, now)
    unknown = [item for item in found.locators if isinstance(item, UnknownLocator) and item.preferred]
    if unknown:  # a SHOULD of RFC 8046 5.3, with the locator that we do not understand
        closing.notify(engine, association, NotifyType.LOCATOR_TYPE_UNSUPPORTED, unknown[0].encoded(), now)
    for endpoint, locator in association.locators.items():
        if endpoint in wanted:
            continue
        locator.listed = locator.preferred = False
        if engine.config.reflexive and endpoint == source and locator.status is not LocatorStatus.DEPRECATED:
            locator.reflexive = True
        else:
            _change(engine, association, endpoint, LocatorStatus.DEPRECATED)
    for endpoint, (until, preferred) in wanted.items():
        locator = association.locators.setdefault(endpoint, PeerLocator(LocatorStatus.DEPRECATED))
        locator.until, locator.preferred, locator.listed, locator.reflexive = until, preferred, True, False
        if locator.status is LocatorStatus.DEPRECATED:
            _verify(engine, association, endpoint, now)
        elif preferred and locator.status is LocatorStatus.ACTIVE and reachable(engine, endpoint):
            _choose(engine, association, endpoint)
    if engine.config.reflexive and _status(association, source) is LocatorStatus.DEPRECATED and wanted:
        _add_reflexive(engine, association, source, now)
    _forget(engine, association)
    _go_on(engine, association, now)


def _wanted(found: LocatorSet, now: float) -> dict[Endpoint, tuple[float, bool]]:
    """Return the addresses of a list that data may go to, each with the end of its lifetime and the P bit.

    None that is for signalling alone, and none that is not reached over UDP. A locator without a port is reached at the
    port of HIP (RFC 5770 5.1).
    """
    wanted: dict[Endpoint, tuple[float, bool]] = {}
    for item in found.locators:
        if not isinstance(item, Locator) or item.traffic_type == TrafficType.SIGNALLING or item.protocol != UDP:
            continue
        until = FOREVER if item.lifetime == UNBOUNDED else now + item.lifetime
        wanted[Endpoint(item.address, item.port or PORT)] = (until, item.preferred)
    return wanted


def _verified(locator: PeerLocator, now: float) -> bool:
    return locator.status is LocatorStatus.ACTIVE and now < locator.until


def _status(association: Association, endpoint: Endpoint) -> LocatorStatus:
    locator = association.locators.get(endpoint)
    return locator.status if locator is not None else LocatorStatus.DEPRECATED


def _choose(engine: "Engine", association: Association, endpoint: Endpoint) -> None:
    """Send to an address from now on."""
    association.endpoint = endpoint
    association.local = engine.source_for(endpoint, association.local)


def seen(engine: "Engine", association: Association, source: Endpoint, now: float) -> None:
    """An authentic packet, newer than all before, came from an address that the peer did not announce.

    A translator between us may have a new mapping: the address is verified before anything goes there. (RFC 8046 5.3
    allows to take the source of a packet for a candidate.)
    """
    if not engine.config.reflexive or _status(association, source) is not LocatorStatus.DEPRECATED:
        return
    pending = any(
        locator.reflexive and locator.status is LocatorStatus.UNVERIFIED for locator in association.locators.values()
    )
    if not pending:
        _add_reflexive(engine, association, source, now)
        _forget(engine, association)


def _add_reflexive(engine: "Engine", association: Association, source: Endpoint, now: float) -> None:
    if is_unicast(source.address):
        association.locators[source] = PeerLocator(LocatorStatus.DEPRECATED, listed=False, reflexive=True)
        _verify(engine, association, source, now)


def _verify(engine: "Engine", association: Association, endpoint: Endpoint, now: float) -> None:
    """Send a fresh challenge to an address (RFC 8046 5.4), unless it has to wait: see `verify_waiting`.

    A peer that names an address again and again can't make us send to it without end.
    """
    value = engine.entropy(CHALLENGE)
    may_go = reachable(engine, endpoint) and engine.limiter.allows(endpoint.address, now)
    if may_go and updates.challenge(engine, association, endpoint, value, now):
        association.locators[endpoint].challenge = value
    _change(engine, association, endpoint, LocatorStatus.UNVERIFIED)


def verify_waiting(engine: "Engine", association: Association, now: float) -> None:
    """Challenge what had to wait: for an address of ours of its family, or for room for one more."""
    for endpoint, locator in association.locators.items():
        if locator.status is LocatorStatus.UNVERIFIED and locator.challenge is None and reachable(engine, endpoint):
            _verify(engine, association, endpoint, now)


def answered(engine: "Engine", association: Association, echo: EchoResponseSigned, now: float) -> None:
    """A challenge has come back: the address that it went to is verified (RFC 8046 5.4)."""
    for endpoint, locator in association.locators.items():
        if locator.status is LocatorStatus.UNVERIFIED and locator.challenge == echo.data and now < locator.until:
            _change(engine, association, endpoint, LocatorStatus.ACTIVE)
            if locator.reflexive:
                _supersede(engine, association, endpoint)
            target = for_data(engine, association, now)
            if reachable(engine, endpoint) and (locator.preferred or target is None or not target[1]):
                _choose(engine, association, endpoint)
            channel.flush(engine, association, now)
            return


def _supersede(engine: "Engine", association: Association, endpoint: Endpoint) -> None:
    """What a translator maps the peer to now replaces what it was mapped to before."""
    for other, locator in association.locators.items():
        if other != endpoint:
            if locator.reflexive or not locator.listed or other.address == endpoint.address:
                _change(engine, association, other, LocatorStatus.DEPRECATED)
            locator.preferred = False
    association.locators[endpoint].preferred = True


def lost(engine: "Engine", association: Association, endpoint: Endpoint) -> bool:
    """A challenge stayed without an answer: the address is DEPRECATED. Return whether another one is verified."""
    if endpoint in association.locators:
        _change(engine, association, endpoint, LocatorStatus.DEPRECATED)
    return any(locator.status is LocatorStatus.ACTIVE for locator in association.locators.values())


def expire(engine: "Engine", association: Association, now: float) -> None:
    """Deprecate what has outlived its lifetime (RFC 8046 5.1)."""
    for endpoint, locator in association.locators.items():
        if now >= locator.until and locator.status is not LocatorStatus.DEPRECATED:
            _change(engine, association, endpoint, LocatorStatus.DEPRECATED)
    _go_on(engine, association, now)


def _go_on(engine: "Engine", association: Association, now: float) -> None:
    """Go on to an address that is verified, if there is one and the one in use may be it no longer (RFC 8046 5.1, 5.5).

    Without this, an UPDATE that waits for its ACK would be repeated to an address that the peer has left.
    """
    if any(_verified(locator, now) for locator in association.locators.values()):
        for_data(engine, association, now)


def _change(engine: "Engine", association: Association, endpoint: Endpoint, status: LocatorStatus) -> None:
    locator = association.locators[endpoint]
    if locator.status is status:
        return
    locator.status = status
    if status is not LocatorStatus.UNVERIFIED:  # nobody waits for the answer to a challenge any more
        locator.challenge = None
        for number in [n for n, waiting in association.outstanding.items() if waiting.endpoint == endpoint]:
            del association.outstanding[number]
    engine.events_out.append(LocatorChanged(association.peer, endpoint, status.value, preferred=locator.preferred))


def _forget(engine: "Engine", association: Association) -> None:
    """Keep no more addresses than a peer may have: those that are of no use go first."""
    limit = engine.config.locators_of_a_peer
    for endpoint in [each for each in association.locators if _status(association, each) is LocatorStatus.DEPRECATED]:
        if len(association.locators) > limit:
            del association.locators[endpoint]
