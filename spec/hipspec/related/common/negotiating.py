"""What is worth trying on what two hosts agree on when they open a session: say that one of them has less.

Tooling, not specification: see `attempts`.
"""

import dataclasses
from collections.abc import Iterator

from hipspec.language import NOTHING, Maybe
from hipspec.related.common import attacker
from hipspec.related.common.attempts import forgeries, known
from hipspec.related.common.names import Frame, Host, Nonce, Pair
from hipspec.related.common.packets import Kind, Packet, Suite
from hipspec.related.common.stage import P, Stage, V
from hipspec.related.common.transmission import opens

LESS = ((Suite.WEAK, Suite.WEAK), (Suite.STRONG, Suite.WEAK), (Suite.WEAK, Suite.STRONG))


def altering(stage: Stage) -> Iterator[Stage]:
    """Try every packet of the opening that was read once more, between the same addresses, with less in it."""
    environment = stage.world.environment
    for original in environment.read:
        packet = environment.sent[original].value
        for offer, choice in LESS if opens(packet) else ():
            found = stage.copy()
            frame = Frame(f"f{found.fresh()}")
            sent = found.take(
                attacker.send_altered,
                original=original,
                source=packet.source,
                destination=packet.destination,
                offer=offer,
                choice=choice,
                frame=frame,
            )
            if sent and found.arrives(frame):
                yield found


def belittling(stage: Stage) -> Iterator[Stage]:
    """Try packets of the opening that the attacker makes in the name of one of the two, with less in them."""
    for packet in (*_stripped(stage), *_made(stage)):
        found = stage.copy()
        frame = Frame(f"f{found.fresh()}")
        if found.take(attacker.forge, packet=packet, frame=frame) and found.arrives(frame):
            yield found


def _stripped(stage: Stage) -> Iterator[Packet]:
    """Yield what was read of the opening without what authenticates it, and with less in it."""
    environment = stage.world.environment
    for original in environment.read:
        packet = environment.sent[original].value
        if opens(packet) and (packet.signer.present or packet.mac.present):
            bare = dataclasses.replace(packet, signer=NOTHING, mac=NOTHING)
            yield from (dataclasses.replace(bare, offer=offer, choice=choice) for offer, choice in LESS)


def _made(stage: Stage) -> Iterator[Packet]:
    """Yield what the attacker can make by itself."""
    for victim, name in ((P, V), (V, P)):
        for kind in (Kind.HELLO, Kind.REPLY, Kind.FINISH):
            for packet in forgeries(stage, victim, name, kind):
                yield from _with_less(stage, victim, name, packet)


def _with_less(stage: Stage, victim: Host, name: Host, packet: Packet) -> Iterator[Packet]:
    """Yield a packet with less in it, with the number of the attacker, or that and the address of whom it plays."""
    weak = dataclasses.replace(packet, offer=Suite.WEAK, choice=Suite.WEAK)
    yield weak
    played = stage.world.sessions[Pair(name, victim)]
    drawn: Maybe[Nonce] = known(stage, played.token_out)
    if drawn.present:
        yield dataclasses.replace(weak, tag=drawn)
        yield dataclasses.replace(weak, tag=drawn, source=played.here)
