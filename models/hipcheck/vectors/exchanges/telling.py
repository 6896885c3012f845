"""An exchange, told from both ends: what happens to each, and what it sends then."""

from collections.abc import Callable, Iterator, Mapping

from hipcheck.vectors.drawing import tlv
from hipcheck.vectors.exchanges.ends import COUNTER, ELSEWHERE, HOMES, LIFETIME, OTHERS, Ends, address
from hipcheck.vectors.exchanges.packets import Made, Maker
from hipcheck.vectors.exchanges.plans import Plan
from hipcheck.vectors.groups import secret_of
from hipcheck.vectors.model import Json, Vector, refused, result
from hipcheck.vectors.signing import host_id_of

BETWEEN = 50  # milliseconds between two events


class Story:
    """What happens, in turn.

    Attributes:
        steps: for each role, each event with what is sent upon it.
        states: where each end is at last.
        packets: all that were sent, in their order, with where they go.
    """

    def __init__(self, plan: Plan) -> None:
        """Begin before the first packet."""
        self.plan = plan
        self.ends = Ends(plan)
        self.make = Maker(self.ends)
        self.begin = {role: list(end.here) for role, end in self.ends.of.items()}
        self.steps: dict[str, list[tuple[Json, list[Json]]]] = {role: [] for role in OTHERS}
        self.states = {"initiator": "ESTABLISHED", "responder": "R2-SENT"}
        self.packets: list[Made] = []
        self._now = 0

    def happens(self, role: str, event: Json, *sent: tuple[Made, bytes]) -> None:
        """Let something happen to an end, upon which it sends packets to places."""
        self._now += BETWEEN
        salted = self.ends.of[role].known.salted
        told: list[Json] = []
        for made, place in sent:
            entry: Json = {"bytes": made.raw.hex(), "destination": place.hex()}
            if salted and made.signature_at:
                entry["signature_at"] = made.signature_at
            told.append(entry)
            self.packets.append(made)
        self.steps[role].append(({**event, "time": self._now}, told))

    def arrives(self, made: Made, source: bytes, *sent: tuple[Made, bytes], at: bytes | None = None) -> None:
        """Let a packet arrive at the end that did not send it."""
        role = OTHERS[made.role]
        place = self.ends.of[role].here[0] if at is None else at
        event = {"event": "receive", "bytes": made.raw.hex(), "source": source.hex(), "destination": place.hex()}
        self.happens(role, event, *sent)

    def here(self, role: str) -> bytes:
        """Return the preferred address of an end."""
        return self.ends.of[role].here[0]


def _base(story: Story, *, both: bool = False) -> None:
    """Four packets (RFC 7401 4.1). If both send an I1, the end with the lesser HIT drops the other's (6.7 step 3)."""
    make, a, b = story.make, story.here("initiator"), story.here("responder")
    i1 = make.i1()
    story.happens("initiator", {"event": "connect"}, (i1, b))
    if both:
        other = make.i1("responder")
        story.happens("responder", {"event": "connect"}, (other, a))
        story.arrives(other, b)
    r1 = make.r1()
    story.arrives(i1, a, (r1, a))
    i2 = make.i2()
    story.arrives(r1, b, (i2, b))
    r2 = make.r2()
    story.arrives(i2, a, (r2, a))
    if "several" in story.plan.then:
        _several(story, r2)
    else:
        story.arrives(r2, b)


def _several(story: Story, r2: Made) -> None:
    """The Initiator tells of a second address as soon as it may, and it is verified (RFC 8046 3.3, 5.4)."""
    make, ends, a, b = story.make, story.ends, story.here("initiator"), story.here("responder")
    second = ends.of["initiator"].here[1]
    spi = ends.of["initiator"].spis[-1]
    told = make.update("initiator", make.esp_info(ends.index, spi, spi), make.locators("initiator"))
    story.arrives(r2, b, (told, b))
    nonce = ends.nonce("responder")
    challenge = make.update("responder", tlv(897, nonce))
    confirmed = make.update("responder", tlv(449, bytes(4)), numbered=False)
    story.arrives(told, a, (challenge, second), (confirmed, a))
    answer = make.update("initiator", tlv(449, bytes(4)), tlv(961, nonce), numbered=False)
    story.arrives(challenge, b, (answer, b), at=second)
    story.arrives(confirmed, b)
    story.arrives(answer, second)
    story.states["responder"] = "ESTABLISHED"


def _move(story: Story) -> None:
    """The Initiator moves: its list, a challenge to where it is now, and the answer (RFC 8046 3.2.1)."""
    make, ends, b = story.make, story.ends, story.here("responder")
    end = ends.of["initiator"]
    new = address(next(each for each in ELSEWHERE if address(each) not in end.here))
    end.here = [new]
    spi = end.spis[-1]
    first = numbers_of(end.update_id)
    told = make.update("initiator", make.esp_info(ends.index, spi, spi), make.locators("initiator"))
    story.happens("initiator", {"event": "addresses", "addresses": [new.hex()]}, (told, b))
    nonce = ends.nonce("responder")
    second = numbers_of(ends.of["responder"].update_id)
    challenge = make.update("responder", tlv(449, first), tlv(897, nonce))
    story.arrives(told, new, (challenge, new))
    answer = make.update("initiator", tlv(449, second), tlv(961, nonce), numbered=False)
    story.arrives(challenge, b, (answer, b))
    story.arrives(answer, new)
    story.states["responder"] = "ESTABLISHED"


def numbers_of(number: int) -> bytes:
    """Return an Update ID."""
    return number.to_bytes(4, "big")


def _rekey(story: Story, *, fresh: bool = False) -> None:
    """Each end names a new SPI, and acknowledges what the other one said (RFC 7402 6.8 to 6.10)."""
    make, ends = story.make, story.ends
    a, b = story.here("initiator"), story.here("responder")
    one, other = ends.of["initiator"], ends.of["responder"]
    index = 0 if fresh else ends.index
    value: tuple[bytes, ...] = ()
    if fresh:
        one.secrets.append(secret_of(story.plan.group, f"{story.plan.name} fresh"))
        value = (make.diffie_hellman(one.secrets[-1]),)
    ids = numbers_of(one.update_id), numbers_of(other.update_id)
    asked = make.update("initiator", make.esp_info(index, one.spis[-1], ends.spi("initiator")), *value)
    story.happens("initiator", {"event": "rekey", "fresh": fresh}, (asked, b))
    answered = make.update("responder", make.esp_info(index, other.spis[-1], ends.spi("responder")))
    heard = make.update("responder", tlv(449, ids[0]), numbered=False)
    story.arrives(asked, a, (answered, a), (heard, a))
    confirmed = make.update("initiator", tlv(449, ids[1]), numbered=False)
    story.arrives(answered, b, (confirmed, b))
    story.arrives(heard, b)
    story.arrives(confirmed, a)
    if fresh:
        ends.agree(one.secrets[-1])
    ends.draw_esp(anew=fresh)
    story.states["responder"] = "ESTABLISHED"


def _close(story: Story) -> None:
    """CLOSE and CLOSE_ACK (RFC 7401 6.14, 6.15)."""
    make, a, b = story.make, story.here("initiator"), story.here("responder")
    nonce = story.ends.nonce("initiator")
    close = make.closing("CLOSE", "initiator", nonce)
    story.happens("initiator", {"event": "close"}, (close, b))
    answer = make.closing("CLOSE_ACK", "responder", nonce)
    story.arrives(close, a, (answer, a))
    story.arrives(answer, b)
    story.states = {"initiator": "UNASSOCIATED", "responder": "CLOSED"}


THEN: Mapping[str, Callable[[Story], None]] = {
    "both": lambda _: None,
    "several": lambda _: None,
    "move": _move,
    "rekey": _rekey,
    "fresh": lambda story: _rekey(story, fresh=True),
    "close": _close,
}


def tell(plan: Plan) -> Iterator[Vector]:
    """Yield the vectors of an exchange: it is played from each end, and each packet is opened."""
    story = Story(plan)
    first = story.ends.kij, story.ends.prk
    _base(story, both="both" in plan.then)
    for what in plan.then:
        THEN[what](story)
    given = _given(story, first)
    for role in OTHERS:
        yield _played(story, role, given)
    if not plan.trivial:
        yield from _opened(story)


def _given(story: Story, first: tuple[bytes, bytes]) -> Json:
    """Return what lies on the way: the secrets that are derived, and what RSA-PSS drew."""
    ends = story.ends
    names = ("initiator_encrypts", "initiator_mac", "responder_encrypts", "responder_mac")
    keys = {name: key.hex() for name, key in zip(names, ends.keys("initiator"), strict=True)}
    given: Json = {"i": ends.i.hex(), "kij": first[0].hex(), "prk": first[1].hex(), **keys}
    given["keymat"] = ends.hip_material.hex()
    if first[0] != ends.kij:
        given |= {"kij_after_rekeying": ends.kij.hex(), "prk_after_rekeying": ends.prk.hex()}
        given["keymat_after_rekeying"] = ends.material.hex()
    return given | {f"salt_{number}": salt.hex() for number, salt in enumerate(story.make.salts)}


def _played(story: Story, role: str, given: Json) -> Vector:
    plan, ends, other = story.plan, story.ends, OTHERS[role]
    groups, ciphers, suites = story.make.lists(role)
    choices = {
        "groups": list(groups),
        "ciphers": list(ciphers),
        "esp_suites": list(suites),
        "hit_suites": list(story.make.suites()) if role == "responder" else [],
        "puzzle_k": plan.k,
        "puzzle_lifetime": LIFETIME,
        "r1_counter": COUNTER,
        "encrypt_host_id": plan.hidden,
    }
    asked = {
        "role": role,
        "secrets": ends.document(role),
        "choices": choices,
        "peer": ends.of[other].hit.hex(),
        "peer_address": address(HOMES[other]).hex(),
        "addresses": [each.hex() for each in story.begin[role]],
        "events": [event for event, _ in story.steps[role]],
    }
    because = "put together parameter by parameter from the secrets"
    outcome = result(because, sent=[sent for _, sent in story.steps[role]], state=story.states[role])
    return Vector(
        f"exchanges/{plan.name}/{role}",
        "play",
        asked,
        (outcome,),
        f"{plan.says} Played by the {role.capitalize()}.",
        plan.clauses,
        trivial=plan.trivial,
        given=given,
    )


def _opened(story: Story) -> Iterator[Vector]:
    """Yield each packet that is signed, to be opened by who receives it; and the same with one bit changed."""
    seen: dict[str, int] = {}
    for made in story.packets:
        if not made.signature_at:
            continue
        seen[made.kind] = seen.get(made.kind, 0) + 1
        word = made.kind.lower().replace("_", "-") + (f"-{seen[made.kind]}" if seen[made.kind] > 1 else "")
        host_id = host_id_of(story.ends.of[made.role].known)
        asked = {"bytes": made.raw.hex(), "suite": story.ends.suite, "host_id": host_id.hex()}
        if made.mac_key:
            asked["mac_key"] = made.mac_key.hex()
        clauses = ("RFC 7401 6.4.1", "RFC 7401 6.4.2")
        name = f"exchanges/{story.plan.name}/open-{word}"
        says = f"{made.kind} of this exchange, as its receiver opens it: {story.plan.says}"
        yield Vector(name, "open", asked, (result("MAC and signature verify"),), says, clauses)
        if not story.plan.then:
            continue
        changed = bytearray(made.raw)
        changed[7] ^= 2  # a control bit, which nobody looks at and everything covers
        clause = clauses[0] if made.mac_key else clauses[1]
        wrong = refused(clause, "a control bit is changed on the way")
        yield Vector(
            f"{name}-changed",
            "open",
            asked | {"bytes": changed.hex()},
            (wrong,),
            f"The same with a control bit changed on the way: {made.kind}.",
            (clause,),
            trivial="the packet of another vector with one bit changed",
        )


__all__ = ["Story", "tell"]
