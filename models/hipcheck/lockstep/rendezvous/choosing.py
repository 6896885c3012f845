"""A random walk: what happens next, chosen so that much of it means something."""

from random import Random
from typing import TYPE_CHECKING, Protocol

from hipcheck.lockstep.laboratory import Laboratory
from hipcheck.lockstep.rendezvous.events import Arrive, Ask, Copy, Event, ForgeI1, Meet, Move, Quiet, Wait
from hipcheck.lockstep.rendezvous.stage import CLIENTS, HOSTS, PUBLISHED, SERVER

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["choose"]

SPARE = tuple(f"10.0.1.{number}" for number in range(1, 6))
NOBODYS = "10.6.6.1"
PAUSES = (1, 1, 2, 3, 8, 20, 40, 70)
RECENT = 6
KINDS = (
    ("arrive", 30),
    ("ask", 8),
    ("copy", 10),
    ("forge", 14),
    ("move", 10),
    ("quiet", 16),
    ("wait", 10),
    ("meet", 6),
)


class Seen(Protocol):
    """What a choice is made from."""

    laboratory: Laboratory
    met: set[tuple[str, str]]


def choose(session: Seen, random: Random) -> Event:
    """Return something that may happen next; clients register first."""
    missing = [name for name in CLIENTS if (name, SERVER) not in session.met]
    if missing and random.random() < 0.6:  # noqa: PLR2004  # a share
        return Meet(missing[0], SERVER, registers=random.random() < 0.9)  # noqa: PLR2004  # a share
    laboratory = session.laboratory
    host, peer = random.sample(list(HOSTS), 2)
    names, weights = zip(*KINDS, strict=True)
    frames = list(laboratory.frames)
    recent = frames[-RECENT:] if random.random() < 0.7 else frames  # noqa: PLR2004  # a share
    frame = random.choice(recent) if recent else ""
    everywhere = (*laboratory.at, *PUBLISHED.values(), NOBODYS)
    choices: dict[str, Callable[[], Event]] = {
        "arrive": lambda: Arrive(frame),
        "ask": lambda: Ask(host, peer),
        "copy": lambda: Copy(frame, random.choice(everywhere), random.choice(everywhere)),
        "forge": lambda: _forge(random, laboratory),
        "move": lambda: Move(random.choice([*CLIENTS, "mallory"]), random.choice(SPARE)),
        "quiet": Quiet,
        "wait": lambda: Wait(random.choice(PAUSES)),
        "meet": lambda: Meet(host, peer, registers=peer == SERVER),
    }
    return choices[random.choices(names, weights)[0]]()


def _forge(random: Random, laboratory: Laboratory) -> Event:
    """Return an I1 that a server might have relayed, or that it might relay: most are right in all but one respect."""
    client = random.choice(CLIENTS)
    there = (laboratory.places(client) or [NOBODYS])[0]
    origin = random.choice(("", NOBODYS, NOBODYS, *SPARE))
    key = random.choice((f"{SERVER} {client}", f"{SERVER} {client}", f"{client} {SERVER}", "?", "", "server alice"))
    return ForgeI1(
        sender=random.choice(("mallory", "mallory", *HOSTS)),
        receiver=random.choice((client, client, client, "", "mallory")),
        source=random.choice((HOSTS[SERVER][0], HOSTS[SERVER][0], NOBODYS)),
        destination=random.choice((there, there, HOSTS[SERVER][0])),
        origin=origin,
        key=key,
    )
