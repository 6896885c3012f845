"""What applications ask an engine for, and whether it takes that: it has limits, and says so by raising."""

from hipcheck.lockstep.exchange.associations import ACTIVE, ASKING
from hipcheck.lockstep.exchange.payload import LONGEST
from hipcheck.lockstep.exchange.sides import Sides
from hipcheck.lockstep.laboratory import Happened
from hipspec.exchange.states import State
from hipspec.network.names import Pair
from hipway.addresses import Endpoint
from hipway.engine.engine import Engine

__all__ = ["connects", "sends"]

NONE = frozenset({State.UNASSOCIATED})


def sends(sides: Sides, number: str, pair: Pair, payload: bytes) -> tuple[Happened, bool]:
    """Send; an engine says if it has no association, or if it is too much for a datagram. Return whether it takes it.

    Raises:
        DifferenceError: it takes what it shouldn't, or doesn't take what it should.
    """
    hit, state = sides.naming.hits[pair.peer.name], sides.association(pair.host, pair.peer).state
    told = "taken"

    def tried(engine: Engine) -> None:
        nonlocal told
        try:
            engine.send(hit, (payload,), float(sides.now))
        except (KeyError, ValueError) as error:
            told = "no association" if isinstance(error, KeyError) else "too long"

    happened = sides.laboratory.act(number, pair.host.name, tried)
    wanted = "no association" if state not in ACTIVE | ASKING else "too long" if len(payload) > LONGEST else "taken"
    if told != wanted:
        raise sides.difference("whether data can be sent", wanted, told, "send_payload")
    return happened, told == "taken"


def connects(sides: Sides, number: str, pair: Pair, there: Endpoint) -> tuple[Happened, bool]:
    """Connect; an engine says if it has too many associations, or exchanges under way. Return whether it takes it.

    Raises:
        DifferenceError: it takes what it shouldn't, or doesn't take what it should.
    """
    host, hit = pair.host.name, sides.naming.hits[pair.peer.name]
    mine = [each.state for other, each in sides.run.world.associations.items() if other.host == pair.host]
    taken, half_open = (sum(state in states for state in mine) for states in (frozenset(State) - NONE, ASKING))
    known, config = sides.association(pair.host, pair.peer).state in ASKING | ACTIVE, sides.engine(host).config
    room = known or (taken < config.associations and half_open < config.half_open)
    takes = True

    def tried(engine: Engine) -> None:
        nonlocal takes
        try:
            engine.connect(hit, (there,), float(sides.now))
        except ValueError:
            takes = False

    happened = sides.laboratory.act(number, host, tried)
    if takes is not room:
        raise sides.difference("whether there is room for an exchange", room, takes, "start_exchange")
    return happened, takes
