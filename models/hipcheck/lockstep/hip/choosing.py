"""A random walk: what happens next, chosen so that much of it means something."""

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any, Protocol

import msgspec

from hipcheck.lockstep.comparison import is_wide
from hipcheck.lockstep.hip.events import (
    Announce,
    Arrive,
    Copy,
    Entry,
    Establish,
    Event,
    Forge,
    ForgeData,
    Garble,
    Move,
    Send,
    Sleep,
    Wait,
)
from hipcheck.lockstep.hip.plans import SPARE, VICTIMS, exact_size, plan
from hipcheck.lockstep.laboratory import Laboratory
from hipspec.hip.association import LOCATOR_LIMIT, RECEIVE_WINDOW, Association, Status
from hipspec.hip.names import HIT, Pair

__all__ = ["choose", "words"]

GROUPS = ("224.0.0.1", "224.0.0.2")
LIFETIMES = (None, None, 3, 7, 60)
SIZES = (0, 1, 10, 100, 500, 1200)
PAUSES = (1, 1, 1, 2, 3, 5, 8, 20)
LONG = (1, 8, 8, 8)
PATIENT = 3  # times that an UPDATE was sent
RECENT = 8
PLANNED = 0.02  # of the events begin a plan
RARER = 0.25  # of the events of a wide walk
KINDS = (
    ("arrive", 40),
    ("send", 12),
    ("wait", 9),
    ("forge", 16),
    ("move", 6),
    ("announce", 4),
    ("copy", 5),
    ("garble", 3),
    ("forge data", 5),
)


class Seen(Protocol):
    """What a choice is made from."""

    seed: int
    laboratory: Laboratory
    plan: list[Callable[[], Any]]

    def told(self, pair: Pair) -> Association:
        """Return the specification's association."""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The pairs that have an association, both ways round."""


def choose(session: Seen, random: Random) -> Event:
    """Return something that may happen next."""
    if session.plan:
        planned: Event = session.plan.pop(0)()
        return planned
    pairs = session.pairs
    if pairs and is_wide(session.seed) and random.random() < RARER:
        return _rarer(session, random, *random.choice(pairs))
    hosts = list(session.laboratory.hosts)
    if not pairs or random.random() < 0.02:  # noqa: PLR2004  # a share
        return Establish(*random.sample(hosts, 2))
    names, weights = zip(*KINDS, strict=True)
    kind = random.choices(names, weights)[0]
    host, peer = random.choice(pairs)
    if random.random() < PLANNED:
        session.plan = [*plan(session, random, host, peer)]
    choices: dict[str, Callable[[], Event]] = {
        "send": lambda: Send(host, peer, _size(session, random, host, peer)),
        "wait": lambda: _wait(session, random),
        "move": lambda: _move(session, random, host),
        "announce": lambda: _announce(session, random, host, peer),
        "forge": lambda: _forge(session, random, host, peer),
        "forge data": lambda: _forge_data(session, random, host, peer),
    }
    return choices[kind]() if kind in choices else _again(session, random, kind)


def _rarer(session: Seen, random: Random, host: str, peer: str) -> Event:
    """Return what only wide walks come to: hosts that sleep, what is sealed and malformed, locators of all sorts."""
    kind = random.choice(("sleep", "data", "list", "end"))
    if kind == "sleep":
        return Sleep(random.choice((1, 1, 2, 3, 8)))
    if kind == "data":
        flaw = random.choice(("padding", "dummy", "short", "odd", "udp"))
        return msgspec.structs.replace(_forge_data(session, random, host, peer), flaw=flaw)
    there = session.told(Pair(HIT(peer), HIT(host)))
    here, laboratory = session.laboratory.places(host), session.laboratory
    if kind == "end":
        entries, esp = None, "end"
    else:
        chosen = _entries(random, [*here, *VICTIMS, "0.1.2.3", "1.2.3.4"])
        entries, esp = tuple(map(partial(_of_any_sort, random), chosen)), "same"
    return Forge(
        host,
        peer,
        source=random.choice((*here, *VICTIMS)),
        destination=random.choice(laboratory.places(peer) or list(VICTIMS)),
        sequence=max(0, there.updates.highest + random.choice((1, 1, 2))),
        entries=entries,
        esp=esp,
    )


def _of_any_sort(random: Random, entry: Entry) -> Entry:
    return msgspec.structs.replace(entry, traffic=random.choice((0, 0, 1, 2)), type=random.choice((0, 1, 1, 9)))


def _wait(session: Seen, random: Random) -> Event:
    """Return a pause: mostly a long one while somebody is silent, so that patience comes to its end."""
    told = [session.told(Pair(HIT(host), HIT(peer))) for host, peer in session.pairs]
    silent = any(each.waiting and each.tries > PATIENT for one in told for _, each in one.outstanding.items())
    return Wait(random.choice(LONG if silent else PAUSES))


def _size(session: Seen, random: Random, host: str, peer: str) -> int:
    """Return a size of payload: any, or one that the credit just covers."""
    told = session.told(Pair(HIT(host), HIT(peer)))
    return exact_size(told, random) if told.credit and random.random() < 0.2 else random.choice(SIZES)  # noqa: PLR2004  # a share


def _announce(session: Seen, random: Random, host: str, peer: str) -> Event:
    return Announce(host, peer, _entries(random, session.laboratory.places(host)))


def _again(session: Seen, random: Random, kind: str) -> Event:
    """Return something about a frame that was sent: mostly one of the latest."""
    frames = list(session.laboratory.frames)
    if not frames:
        return Wait(1)
    frame = random.choice(frames[-RECENT:] if random.random() < 0.8 else frames)  # noqa: PLR2004  # a share
    places = (*session.laboratory.at, *SPARE, *VICTIMS)
    if kind == "copy":
        return Copy(frame, random.choice(places), random.choice(places))
    if kind == "garble":
        return Garble(frame, random.randrange(2048), random.randrange(256))
    return Arrive(frame)


def _move(session: Seen, random: Random, host: str) -> Event:
    here = session.laboratory.places(host)
    free = [place for place in SPARE if place not in session.laboratory.at]
    kept = [place for place in here if random.random() < 0.5]  # noqa: PLR2004  # a share
    gained = random.sample(free, min(len(free), random.choice((0, 1, 1, 2))))
    return Move(host, tuple(random.sample((*kept, *gained), len(kept) + len(gained))))


def _entries(random: Random, places: list[str]) -> tuple[Entry, ...]:
    chosen = random.sample(places, random.randint(0, min(len(places), 4)))
    preferred = random.choice((*chosen, None)) if chosen else None
    return tuple(Entry(place, random.choice(LIFETIMES), place == preferred) for place in chosen)


def _forge(session: Seen, random: Random, sender: str, receiver: str) -> Event:
    """Return an UPDATE that only somebody dishonest sends: most are right in all but one respect."""
    laboratory = session.laboratory
    there = session.told(Pair(HIT(receiver), HIT(sender)))
    waiting = [number for number, each in there.outstanding.items() if each.waiting]
    asked = [
        a.name for a, each in there.locators.items() if each.status == Status.UNVERIFIED and each.challenge.present
    ]
    newest = there.updates.highest
    ahead = random.choice(
        (1, 1, 1, 2, 0, -1, -5, RECEIVE_WINDOW, RECEIVE_WINDOW + 1, -RECEIVE_WINDOW, 1 - RECEIVE_WINDOW)
    )
    sequence = max(0, newest + ahead)
    if random.random() < 0.5:  # noqa: PLR2004  # a share
        ready = random.choice(waiting) if waiting and random.random() < 0.8 else random.randrange(40)  # noqa: PLR2004  # a share
        sequenced = sequence if random.random() < 0.3 else None  # noqa: PLR2004  # a share
        short = (f"{random.choice(asked)}/{random.randrange(1, 16)}",) if asked else ()
        response = random.choice((*asked, *asked, *short, random.randbytes(16).hex(), ""))
        several = tuple({ready, *waiting}) if random.random() < 0.2 else (ready,)  # noqa: PLR2004  # a share
        contents: dict[str, object] = {"acknowledges": several, "sequence": sequenced, "response": response}
    else:
        contents = {"sequence": sequence}
        if random.random() < 0.3:  # noqa: PLR2004  # a share
            contents["request"] = random.randbytes(random.choice((1, 8, 16))).hex()
        elif random.random() < 0.85:  # noqa: PLR2004  # a share
            contents |= _list(random, session, sender, newest_only=sequence > newest)
    flaw = random.random()
    return Forge(
        sender,
        receiver,
        source=random.choice((*laboratory.places(sender), *VICTIMS)),
        destination=random.choice(laboratory.places(receiver) or list(VICTIMS)),
        mac=flaw > 0.1,  # noqa: PLR2004  # a share
        signature=not 0.1 < flaw < 0.2,  # noqa: PLR2004  # a share
        **contents,  # type: ignore[arg-type]  # fields of a Forge
    )


def _list(random: Random, session: Seen, sender: str, *, newest_only: bool) -> dict[str, object]:
    """Return a LOCATOR_SET that is wrong in one respect, or tells a lie."""
    places = [*session.laboratory.places(sender), *VICTIMS, *SPARE]
    flaw = random.random()
    if flaw < 0.08:  # noqa: PLR2004  # a share
        return {"entries": tuple(Entry(f"10.7.0.{number}") for number in range(1, LOCATOR_LIMIT + 2))}
    entries = _entries(random, places)
    if flaw < 0.16:  # noqa: PLR2004  # a share
        return {"entries": (*entries, Entry(random.choice(GROUPS)))}
    if flaw < 0.3 and newest_only:  # noqa: PLR2004  # a share
        return {"entries": entries, "esp": random.choice(("", "other"))}
    return {"entries": entries}


def _forge_data(session: Seen, random: Random, sender: str, receiver: str) -> Event:
    laboratory = session.laboratory
    top = session.told(Pair(HIT(receiver), HIT(sender))).payload.highest + 1
    ahead = random.choice((1, 2, 0, -1, -RECEIVE_WINDOW + 1, -RECEIVE_WINDOW, -RECEIVE_WINDOW - 1, RECEIVE_WINDOW + 5))
    return ForgeData(
        sender,
        receiver,
        source=random.choice((*laboratory.places(sender), *VICTIMS)),
        destination=random.choice(laboratory.places(receiver) or list(VICTIMS)),
        number=max(1, top + ahead),
        size=random.choice((0, 10, 700)),
        integrity=random.random() < 0.8,  # noqa: PLR2004  # a share
        known=random.random() < 0.9,  # noqa: PLR2004  # a share
    )


def words(event: msgspec.Struct) -> str:
    """Return an event in words."""
    fields = ", ".join(f"{name} {getattr(event, name)!r}" for name in event.__struct_fields__)
    return f"{type(event).__name__.lower()}: {fields}"
