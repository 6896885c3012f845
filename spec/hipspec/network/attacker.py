"""What the attacker does, whatever the protocol: all dishonest hosts together, who share all that they know.

It sits where dishonest hosts sit, reads what is sent there, remembers it, and sends it again from and to anywhere. It
makes up nonces, and may steal keys of honest hosts: each property says how many thefts it survives. What it learns
from a packet that it reads, and which packets it can make itself, each protocol says in an action of its own.
"""

from hipspec.language import Maybe, Set, Step, action, assume, given, replace, some
from hipspec.network.events import Event, Happening
from hipspec.network.names import Address, Frame, Host, Key, Nonce
from hipspec.network.transmission import W, transmitted
from hipspec.network.world import Environment, P_co, World


def overheard(environment: Environment[P_co], frame: Frame) -> P_co:
    """Return a transmission that the attacker can read, because it sits where the transmission went."""
    packet = given(environment.sent[frame], "only what was sent can be read")
    assume(not environment.honest.has(environment.at[packet.destination]), "a packet is read where it was sent to")
    return packet


def remembered(world: W, frame: Frame, known_nonces: Set[Nonce]) -> Step[W, Event]:
    """Let the attacker remember a transmission that it has read, and the nonces that it knows now."""
    environment = world.environment
    return Step(
        replace(
            world,
            environment=replace(environment, read=environment.read.add(frame), known_nonces=known_nonces),
        ),
        Event(Happening.OVERHEARD, frame=frame),
    )


def learnt(known: Set[Nonce], nonce: Maybe[Nonce]) -> Set[Nonce]:
    """Return what is known once a nonce, if there is one, is known as well."""
    return known.add(nonce.value) if nonce.present else known


@action()
def send_copy(world: World, original: Frame, source: Address, destination: Address, frame: Frame) -> Step[World, Event]:
    """The attacker sends a packet that it has read once more, from and to anywhere."""
    environment = world.environment
    assume(environment.read.has(original), "only what was read can be copied")
    copied = given(environment.sent[original], "only what was sent can be copied")
    packet = replace(copied, source=source, destination=destination)
    return Step(
        replace(world, environment=transmitted(environment, frame, some(packet))),
        Event(Happening.NOTHING_TO_TELL),
    )


@action()
def make_up_nonce(world: World, nonce: Nonce) -> Step[World, Event]:
    """The attacker makes up a value that is nobody's nonce."""
    environment = world.environment
    assume(not environment.nonces.has(nonce), "nobody can guess a nonce")
    return Step(
        replace(
            world,
            environment=replace(
                environment,
                nonces=environment.nonces.add(nonce),
                known_nonces=environment.known_nonces.add(nonce),
            ),
        ),
        Event(Happening.NOTHING_TO_TELL),
    )


@action()
def steal_session_key(world: World, key: Key) -> Step[World, Event]:
    """The attacker learns an integrity key of two honest hosts, by whatever means."""
    environment = world.environment
    return Step(
        replace(
            world,
            environment=replace(
                environment,
                known_keys=environment.known_keys.add(key),
                stolen_keys=environment.stolen_keys.add(key),
            ),
        ),
        Event(Happening.NOTHING_TO_TELL),
    )


@action()
def steal_identity(world: World, host: Host) -> Step[World, Event]:
    """The attacker learns the signature key of an honest host, by whatever means."""
    environment = world.environment
    return Step(
        replace(world, environment=replace(environment, stolen_identities=environment.stolen_identities.add(host))),
        Event(Happening.NOTHING_TO_TELL),
    )
