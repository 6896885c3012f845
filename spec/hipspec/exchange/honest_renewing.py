"""What honest hosts do in the world to answer strangers: new generations of R1s, and new intervals of their limit."""

from hipspec.exchange import renewing
from hipspec.exchange.association import Responder
from hipspec.exchange.names import Exponent, Group, Secret
from hipspec.exchange.world import Event, Happening, World
from hipspec.language import Map, Step, action, assume, replace, some
from hipspec.network.names import Host, Pair


def started(
    world: World, host: Host, secret: Secret, difficulty: int, lifetime: int, exponents: Map[Group, Exponent]
) -> Responder:
    """Return what a host answers strangers with in a new generation of R1s, with exponents of its own, new or old."""
    drawn = world.environment.exponents
    assume(
        exponents.every(lambda _, exponent: drawn[exponent] == some(host)),
        "a host knows the exponents of its own public values",
    )
    return renewing.renew_r1(world.responders[host], secret, difficulty, lifetime, exponents)


def with_secret(world: World, host: Host, secret: Secret) -> World:
    """Draw a secret for the puzzles of a host."""
    secrets = world.environment.secrets
    assume(not secrets[secret].present, "a secret is drawn anew")
    return replace(world, environment=replace(world.environment, secrets=secrets.set(secret, some(host))))


@action(clause="RFC 7401 6.7.1, appendix A")
def renew(
    world: World, host: Host, secret: Secret, difficulty: int, lifetime: int, exponents: Map[Group, Exponent]
) -> Step[World, Event]:
    """A host starts a new generation of R1s, with a fresh secret."""
    responder = started(world, host, secret, difficulty, lifetime, exponents)
    return Step(
        replace(with_secret(world, host, secret), responders=world.responders.set(host, responder)),
        Event(Happening.RENEWED, pair=Pair(host, host)),
    )


@action(clause="RFC 7401 6.7.1, appendix A")
def renew_two(
    world: World,
    host: Host,
    other: Host,
    secret: Secret,
    difficulty: int,
    lifetime: int,
    exponents: Map[Group, Exponent],
    other_exponents: Map[Group, Exponent],
) -> Step[World, Event]:
    """A machine with two HITs starts a new generation of R1s for both, out of one fresh secret."""
    environment = world.environment
    assume(environment.honest.has(host) and environment.honest.has(other), "who shares a secret is honest")
    first = started(world, host, secret, difficulty, lifetime, exponents)
    second = started(world, other, secret, difficulty, lifetime, other_exponents)
    return Step(
        replace(
            with_secret(world, host, secret),
            responders=world.responders.set(host, first).set(other, second),
        ),
        Event(Happening.RENEWED, pair=Pair(host, other)),
    )


@action(clause="RFC 7401 6.7")
def new_interval(world: World, host: Host) -> Step[World, Event]:
    """An interval of the limit on R1s ends at a host."""
    responder = renewing.start_interval(world.responders[host])
    return Step(
        replace(world, responders=world.responders.set(host, responder)),
        Event(Happening.NEW_INTERVAL, pair=Pair(host, host)),
    )
