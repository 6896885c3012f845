"""What the attacker does: all dishonest hosts together, who share all that they know.

It sits where dishonest hosts sit, reads what is sent there, remembers it, sends it again from and to anywhere, and
makes any packet out of what it has. It rewrites what no signature covers. It may also steal identities and exponents
of honest hosts: each property says how many thefts it survives.
"""

from hipspec.exchange.crypto import Key, PuzzleInput, Search
from hipspec.exchange.honest import transmitted, with_puzzle
from hipspec.exchange.lengths import length_of_i1
from hipspec.exchange.names import Exponent, Puzzle, Solution
from hipspec.exchange.packets import Kind, Packet
from hipspec.exchange.world import Environment, Event, Happening, World
from hipspec.language import Maybe, Set, Step, action, assume, given, replace, some
from hipspec.network.names import Address, Frame, Host


def with_known_puzzle(known: Set[Puzzle], puzzle: Maybe[Puzzle]) -> Set[Puzzle]:
    """Return what is known once a puzzle, if there is one, is known as well."""
    return known.add(puzzle.value) if puzzle.present else known


@action()
def overhear(world: World, frame: Frame) -> Step[World, Event]:
    """The attacker reads a transmission at the address where it sits now, even one that came before it did."""
    environment = world.environment
    packet = given(environment.sent[frame], "only what was sent can be read")
    assume(not environment.honest.has(environment.at[packet.destination]), "a packet is read where it was sent to")
    return Step(
        replace(
            world,
            environment=replace(
                environment,
                read=environment.read.add(frame),
                known_puzzles=with_known_puzzle(environment.known_puzzles, packet.puzzle),
            ),
        ),
        Event(Happening.OVERHEARD, frame=frame),
    )


def knows_key(environment: Environment, key: Key) -> bool:
    """Whether the attacker can compute a key: one of the two exponents is enough, the public values are public."""
    return environment.known_exponents.has(key.one) or environment.known_exponents.has(key.other)


def knows_puzzle(environment: Environment, puzzle: Puzzle) -> bool:
    """Whether the attacker has seen a puzzle, or made it up."""
    return environment.known_puzzles.has(puzzle)


@action()
def forge(world: World, packet: Packet, frame: Frame) -> Step[World, Event]:
    """The attacker makes a packet out of what it knows, with any addresses on it, and sends it."""
    environment = world.environment
    assume(not packet.mac.present or knows_key(environment, packet.mac.value), "a MAC needs its key")
    assume(
        not environment.honest.has(packet.signer) or environment.stolen_identities.has(packet.signer),
        "a signature needs the signer's key",
    )
    assume(
        not packet.puzzle.present or knows_puzzle(environment, packet.puzzle.value),
        "nobody can guess a puzzle",
    )
    made = replace(packet, length=length_of_i1(packet.length)) if packet.kind == Kind.I1 else packet
    return Step(
        replace(world, environment=transmitted(environment, frame, some(made))),
        Event(Happening.NOTHING_TO_TELL),
    )


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


@action(clause="RFC 7401 5.2.15")
def rewrite_r1(
    world: World,
    original: Frame,
    receiver: Host,
    puzzle: Maybe[Puzzle],
    opaque: int,
    source: Address,
    destination: Address,
    frame: Frame,
) -> Step[World, Event]:
    """The attacker sends an R1 with other values where the signature does not reach.

    It need not have read it: all but the puzzle is the same in every R1 of a generation, and a puzzle it must know.
    """
    environment = world.environment
    copied = given(environment.sent[original], "only what was sent can be copied")
    assume(copied.kind == Kind.R1, "only in an R1 is something left out of the signature")
    assume(not puzzle.present or knows_puzzle(environment, puzzle.value), "nobody can guess a puzzle")
    packet = replace(copied, receiver=receiver, puzzle=puzzle, opaque=opaque, source=source, destination=destination)
    return Step(
        replace(world, environment=transmitted(environment, frame, some(packet))),
        Event(Happening.NOTHING_TO_TELL),
    )


@action(clause="RFC 7401 6.3")
def search(world: World, looked_for: Search, solution: Solution) -> Step[World, Event]:
    """The attacker searches for a solution of a puzzle, of any difficulty, for any two HITs.

    That it knows the puzzle is not asked: to send the solution it must.
    """
    environment = world.environment
    assume(not environment.solutions[solution].present, "one number solves one puzzle")
    return Step(
        replace(
            world,
            environment=replace(environment, solutions=environment.solutions.set(solution, some(looked_for))),
        ),
        Event(Happening.NOTHING_TO_TELL),
    )


@action()
def make_up_puzzle(world: World, puzzle: Puzzle, made_from: PuzzleInput) -> Step[World, Event]:
    """The attacker makes up a puzzle, out of anything but an honest host's secret."""
    environment = world.environment
    owner = environment.secrets[made_from.secret]
    assume(owner.present and not environment.honest.has(owner.value), "nobody can guess a puzzle secret")
    hashed = with_puzzle(world, made_from, puzzle)
    return Step(
        replace(
            hashed,
            environment=replace(
                hashed.environment,
                known_puzzles=environment.known_puzzles.add(puzzle),
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


@action()
def steal_exponent(world: World, exponent: Exponent) -> Step[World, Event]:
    """The attacker learns a Diffie-Hellman exponent of an honest host, by whatever means."""
    environment = world.environment
    return Step(
        replace(
            world,
            environment=replace(
                environment,
                known_exponents=environment.known_exponents.add(exponent),
                stolen_exponents=environment.stolen_exponents.add(exponent),
            ),
        ),
        Event(Happening.NOTHING_TO_TELL),
    )
