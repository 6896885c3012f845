"""What honest hosts do in the world: each action hands a rule what it needs, and carries out what it answers."""

from hipspec.exchange import answering, initiating
from hipspec.exchange.association import Answer, Response
from hipspec.exchange.crypto import PuzzleInput, Search
from hipspec.exchange.names import Cipher, Exponent, Group, Puzzle, Solution, Transport
from hipspec.exchange.packets import Packet
from hipspec.exchange.readings import Readings
from hipspec.exchange.world import Environment, Event, Happening, World
from hipspec.language import Maybe, Step, action, assume, given, replace, some
from hipspec.network.names import Address, Frame, Host, Pair


def transmitted(environment: Environment, frame: Frame, packet: Maybe[Packet]) -> Environment:
    """Put a packet on the network, if there is one, under a number that nothing was sent under before."""
    unused = not environment.sent[frame].present
    sent = environment.sent.set(frame, packet) if unused and packet.present else environment.sent
    return replace(environment, sent=sent)


def concluded(world: World, pair: Pair, answer: Answer, frame: Frame, event: Event) -> Step[World, Event]:
    """Store what a rule made of an association, and transmit its reply."""
    return Step(
        replace(
            world,
            associations=world.associations.set(pair, answer.association),
            environment=transmitted(world.environment, frame, answer.reply),
        ),
        event,
    )


def responded(world: World, pair: Pair, response: Response, frame: Frame, event: Event) -> Step[World, Event]:
    """Store what a rule made of an association and of the responder, and transmit its reply."""
    return Step(
        replace(
            world,
            associations=world.associations.set(pair, response.association),
            responders=world.responders.set(pair.host, response.responder),
            environment=transmitted(world.environment, frame, response.reply),
        ),
        event,
    )


def delivered(world: World, frame: Frame) -> Packet:
    """Take a transmission off the network, at the honest host that it is for."""
    environment = world.environment
    packet = given(environment.sent[frame], "only what was sent arrives")
    assume(environment.at[packet.destination] == packet.receiver, "a packet arrives where it was sent to")
    assume(
        environment.honest.has(packet.receiver),
        "a dishonest host runs no rules",
        besides="what a dishonest host does it does as the attacker",
    )
    return packet


@action()
def draw_exponent(world: World, host: Host, exponent: Exponent) -> Step[World, Event]:
    """A host draws a Diffie-Hellman exponent; what one dishonest host knows, all know."""
    environment = world.environment
    assume(not environment.exponents[exponent].present, "an exponent is drawn anew")
    known = environment.known_exponents
    return Step(
        replace(
            world,
            environment=replace(
                environment,
                exponents=environment.exponents.set(exponent, some(host)),
                known_exponents=known if environment.honest.has(host) else known.add(exponent),
            ),
        ),
        Event(Happening.NOTHING_TO_TELL),
    )


@action(clause="RFC 7401 6.6", paper="5")
def start(
    world: World,
    host: Host,
    peer: Host,
    here: Address,
    there: Address,
    length: int,
    frame: Frame,
    readings: Readings,
) -> Step[World, Event]:
    """An honest host wants to talk to a peer whose HIT it knows, at an address that it was told."""
    environment = world.environment
    assume(environment.honest.has(host), "a dishonest host runs no rules")
    assume(host != peer, "nobody meets itself")
    pair = Pair(host, peer)
    groups = environment.policies[host].groups
    answer = initiating.start_exchange(world.associations[pair], host, peer, here, there, groups, length, readings)
    return concluded(world, pair, answer, frame, Event(Happening.NOTHING_TO_TELL))


@action(clause="RFC 7401 6.6 step 5")
def repeat_i1(world: World, pair: Pair, length: int, frame: Frame) -> Step[World, Event]:
    """An I1 stays unanswered, and is sent again."""
    answer = initiating.retransmit_i1(world.associations[pair], length)
    return concluded(world, pair, answer, frame, Event(Happening.NOTHING_TO_TELL))


@action(clause="RFC 7401 4.4.3 table 3")
def fail_i1(world: World, pair: Pair, frame: Frame) -> Step[World, Event]:
    """No I1 was answered."""
    answer = initiating.give_up_i1(world.associations[pair])
    return concluded(world, pair, answer, frame, Event(Happening.NOTHING_TO_TELL))


@action(clause="RFC 7401 6.7, 4.1.8", paper="5")
def deliver_i1(
    world: World,
    frame: Frame,
    group: Group,
    puzzle: Puzzle,
    opaque: int,
    reply_frame: Frame,
    readings: Readings,
) -> Step[World, Event]:
    """An I1 reaches whoever is where it went, by HIT or by address alone, who answers without remembering it."""
    environment = world.environment
    i1 = given(environment.sent[frame], "only what was sent arrives")
    host = environment.at[i1.destination]
    assume(
        world.responders[host].latest.counter > 0,
        "a host that answers has made its R1s",
        besides="one that has made none signs an R1 without a public value, and accepts no I2 that answers it",
    )
    pair = Pair(host, i1.sender)
    response = answering.answer_i1(
        world.associations[pair],
        world.responders[host],
        host,
        i1,
        environment.policies[host],
        environment.values[host] > environment.values[i1.sender],
        group,
        puzzle,
        opaque,
        readings,
    )
    event = Event(
        Happening.I1_ANSWERED, pair=pair, address=i1.source, frame=frame, reply=reply_frame, work=response.work
    )
    made_from = answering.puzzle_input(world.responders[host].latest, host, i1, opaque)
    return responded(with_puzzle(world, made_from, puzzle), pair, response, reply_frame, event)


def with_puzzle(world: World, made_from: PuzzleInput, puzzle: Puzzle) -> World:
    """Hash what goes into a puzzle; the same input may give the same number again, and no other does."""
    environment = world.environment
    assume(
        not environment.puzzles[puzzle].present or environment.puzzles[puzzle] == some(made_from),
        "two hashes are equal only if what went into them is",
    )
    return replace(world, environment=replace(environment, puzzles=environment.puzzles.set(puzzle, some(made_from))))


def with_search(environment: Environment, r1: Packet, exponent: Exponent, solution: Solution) -> Environment:
    """Draw an exponent, and search for a solution of the puzzle in an R1; both are new each time."""
    assume(not environment.exponents[exponent].present, "an exponent is drawn anew")
    assume(
        not environment.solutions[solution].present,
        "a solution is searched for anew",
        besides="a #J is as long as a hash, and drawn at random: it tells the sessions of honest Initiators apart",
    )
    puzzle = given(r1.puzzle, "there is a puzzle to be solved")
    search = Search(puzzle=puzzle, initiator=r1.receiver, responder=r1.sender, difficulty=r1.difficulty)
    return replace(
        environment,
        exponents=environment.exponents.set(exponent, some(r1.receiver)),
        solutions=environment.solutions.set(solution, some(search)),
    )


def solved(
    world: World,
    r1: Packet,
    exponent: Exponent,
    solution: Solution,
    answer: Answer,
    reply_frame: Frame,
    event: Event,
) -> Step[World, Event]:
    """Store and send what a rule made of an R1, with the exponent that was drawn and the solution that was found."""
    searched = replace(world, environment=with_search(world.environment, r1, exponent, solution))
    return concluded(searched, event.pair, answer, reply_frame, event)


@action(clause="RFC 7401 6.8", paper="5")
def deliver_r1(
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
    """An R1 reaches the honest host whose I1 it answers, which solves the puzzle and sends the I2."""
    environment = world.environment
    r1 = delivered(world, frame)
    pair = Pair(r1.receiver, r1.sender)
    answer = initiating.receive_r1(
        world.associations[pair],
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
    event = Event(Happening.R1_ACCEPTED, pair=pair, address=r1.destination, frame=frame, work=answer.work)
    return solved(world, r1, exponent, solution, answer, reply_frame, event)


@action(clause="RFC 7401 6.8 step 8")
def deliver_newer_r1(
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
    """An R1 of a newer generation reaches an honest host that has answered an older one."""
    environment = world.environment
    r1 = delivered(world, frame)
    pair = Pair(r1.receiver, r1.sender)
    answer = initiating.restart_with_newer_r1(
        world.associations[pair],
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
    event = Event(Happening.R1_ACCEPTED, pair=pair, address=r1.destination, frame=frame, work=answer.work)
    return solved(world, r1, exponent, solution, answer, reply_frame, event)


@action(clause="RFC 7401 6.8 step 18")
def repeat_i2(world: World, pair: Pair, frame: Frame) -> Step[World, Event]:
    """An I2 stays unanswered, and is sent again."""
    answer = initiating.retransmit_i2(world.associations[pair])
    return concluded(world, pair, answer, frame, Event(Happening.NOTHING_TO_TELL))


@action(clause="RFC 7401 4.4.3 table 4")
def fail_i2(world: World, pair: Pair, frame: Frame) -> Step[World, Event]:
    """No I2 was answered."""
    answer = initiating.give_up_i2(world.associations[pair])
    return concluded(world, pair, answer, frame, Event(Happening.NOTHING_TO_TELL))


@action(clause="RFC 7401 4.4.3 table 9")
def try_again(world: World, pair: Pair, frame: Frame) -> Step[World, Event]:
    """A failed exchange is forgotten."""
    answer = initiating.leave_failed(world.associations[pair])
    return concluded(world, pair, answer, frame, Event(Happening.NOTHING_TO_TELL))


@action(clause="RFC 7401 6.9", paper="5")
def deliver_i2(world: World, frame: Frame, reply_frame: Frame, readings: Readings) -> Step[World, Event]:
    """An I2 reaches an honest host, which checks the puzzle first."""
    environment = world.environment
    i2 = delivered(world, frame)
    puzzle = given(i2.puzzle, "a SOLUTION names its puzzle")
    solution = given(i2.solution, "an I2 carries a SOLUTION")
    pair = Pair(i2.receiver, i2.sender)
    response = answering.receive_i2(
        world.associations[pair],
        world.responders[i2.receiver],
        i2,
        given(environment.puzzles[puzzle], "a number that looks random is the hash of something"),
        given(environment.solutions[solution], "whoever sends a number has found it"),
        environment.policies[i2.receiver],
        environment.suites[i2.sender],
        environment.values[i2.receiver] > environment.values[i2.sender],
        readings,
    )
    return responded(
        world,
        pair,
        response,
        reply_frame,
        Event(Happening.I2_RECEIVED, pair=pair, frame=frame, reply=reply_frame, work=response.work),
    )


@action(clause="RFC 7401 6.9 step 4")
def deliver_repeated_i2(world: World, frame: Frame, reply_frame: Frame) -> Step[World, Event]:
    """An I2 that was answered reaches its honest Responder once more."""
    i2 = delivered(world, frame)
    pair = Pair(i2.receiver, i2.sender)
    answer = answering.repeat_r2(world.associations[pair], i2)
    return concluded(world, pair, answer, reply_frame, Event(Happening.NOTHING_TO_TELL))


@action(clause="RFC 7401 6.10", paper="5")
def deliver_r2(world: World, frame: Frame, reply_frame: Frame) -> Step[World, Event]:
    """An R2 reaches the honest host whose I2 it answers."""
    r2 = delivered(world, frame)
    pair = Pair(r2.receiver, r2.sender)
    answer = initiating.receive_r2(world.associations[pair], r2)
    return concluded(world, pair, answer, reply_frame, Event(Happening.R2_ACCEPTED, pair=pair, frame=frame))


@action(clause="RFC 7401 6.9 step 21")
def deliver_first(world: World, frame: Frame, reply_frame: Frame) -> Step[World, Event]:
    """The first payload or UPDATE of a new association reaches its honest Responder."""
    packet = delivered(world, frame)
    pair = Pair(packet.receiver, packet.sender)
    answer = answering.hear_from_peer(world.associations[pair], packet)
    return concluded(world, pair, answer, reply_frame, Event(Happening.NOTHING_TO_TELL))


@action(clause="RFC 7401 6.9 step 21")
def complete(world: World, pair: Pair, frame: Frame) -> Step[World, Event]:
    """An honest Responder has waited long enough for its R2 to have arrived."""
    answer = answering.complete_exchange(world.associations[pair])
    return concluded(world, pair, answer, frame, Event(Happening.NOTHING_TO_TELL))
