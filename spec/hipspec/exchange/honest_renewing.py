"""What honest hosts do in the world to answer strangers: new generations of R1s, and new intervals of their limit."""

from hipspec.exchange import renewing
from hipspec.exchange.names import Exponent, Group, Secret
from hipspec.exchange.world import Event, Happening, World
from hipspec.language import Map, Step, action, assume, replace, some
from hipspec.network.names import Host, Pair


@action(clause="RFC 7401 6.7.1, appendix A")
def renew(
    world: World, host: Host, secret: Secret, difficulty: int, lifetime: int, exponents: Map[Group, Exponent]
) -> Step[World, Event]:
    """A host starts a new generation of R1s, with a fresh secret and with exponents of its own, new or old."""
    environment = world.environment
    assume(
        not environment.secrets[secret].present,
        "a secret is drawn anew",
        besides="a Responder that drew a secret twice would accept puzzles of long ago",
    )
    assume(
        exponents.every(lambda _, exponent: environment.exponents[exponent] == some(host)),
        "a host knows the exponents of its own public values",
        besides="without it the host could not compute a key",
    )
    responder = renewing.renew_r1(world.responders[host], secret, difficulty, lifetime, exponents)
    return Step(
        replace(
            world,
            responders=world.responders.set(host, responder),
            environment=replace(environment, secrets=environment.secrets.set(secret, some(host))),
        ),
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
    assume(host != other, "two HITs are two", besides="one HIT has one generation for each secret")
    assume(
        environment.honest.has(host) and environment.honest.has(other),
        "who shares a secret is honest",
        besides="a dishonest host that shares its secret has made it public",
    )
    renewed = renew(world, host, secret, difficulty, lifetime, exponents).world
    assume(
        other_exponents.every(lambda _, exponent: environment.exponents[exponent] == some(other)),
        "a host knows the exponents of its own public values",
        besides="without it the host could not compute a key",
    )
    responder = renewing.renew_r1(renewed.responders[other], secret, difficulty, lifetime, other_exponents)
    return Step(
        replace(renewed, responders=renewed.responders.set(other, responder)),
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
