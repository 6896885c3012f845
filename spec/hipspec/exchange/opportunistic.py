"""What honest hosts do in the world, part 3: opportunistic mode, an exchange with whoever is there (RFC 7401 4.1.8).

An association that names no peer yet is held under the NULL HIT, NOBODY.
"""

from hipspec.exchange import initiating
from hipspec.exchange.association import forgotten
from hipspec.exchange.honest import delivered, solved
from hipspec.exchange.names import Cipher, Exponent, Solution, Transport
from hipspec.exchange.readings import Readings
from hipspec.exchange.world import Event, Happening, World
from hipspec.language import Step, action, replace
from hipspec.network.names import NOBODY, Frame, Pair


@action(clause="RFC 7401 4.1.8, 6.8")
def deliver_r1_of_a_stranger(
    world: World,
    frame: Frame,
    exponent: Exponent,
    cipher: Cipher,
    transport: Transport,
    solution: Solution,
    seconds: int,
    reply_frame: Frame,
    readings: Readings,
) -> Step[World, Event]:
    """An R1 reaches an honest host that sent an I1 to an address, whoever might be there."""
    environment = world.environment
    r1 = delivered(world, frame)
    unnamed = Pair(r1.receiver, NOBODY)
    pair = Pair(r1.receiver, r1.sender)
    met = initiating.meet_by_address(world.associations[unnamed], world.associations[pair], r1)
    answer = initiating.receive_r1(
        met,
        r1,
        environment.policies[r1.receiver],
        environment.suites[r1.receiver],
        exponent,
        cipher,
        transport,
        solution,
        seconds,
        readings,
    )
    named = replace(world, associations=world.associations.set(unnamed, forgotten(world.associations[unnamed])))
    event = Event(
        Happening.R1_ACCEPTED,
        pair=pair,
        address=r1.destination,
        frame=frame,
        opportunistic=True,
        work=answer.work,
    )
    return solved(named, r1, exponent, solution, answer, reply_frame, event)
