"""Wishes for the arguments of the actions of HIP, those for the rule that an action calls included."""

import operator
from collections.abc import Callable
from dataclasses import replace

from tests.models.rule_wishes import (
    NAMES,
    RULE_WISHES,
    Case,
    Either,
    Value,
    Wish,
    constant,
    entries,
    fields,
    locator,
    nothing,
)

from hipspec.hip.association import State
from hipspec.hip.names import HIT, NOBODY, NOWHERE, Address, Frame, Key, Nonce, Pair
from hipspec.hip.packets import BLANK, NOT_LISTED, LocatorSet, Packet
from hipspec.hip.world import Environment
from hipspec.language import NOTHING, Map, some
from hipspec.network.history import Challenge, Reading


def world(**changes: Callable[[Case], Value]) -> Wish:
    """Return what changes fields of the world or of its environment."""

    def change(case: Case) -> None:
        for name, make in changes.items():
            value, before = make(case), case["world"]
            inner = name not in {"associations", "sockets"}
            made = {"environment": replace(before.environment, **{name: value})} if inner else {name: value}
            case["world"] = replace(before, **made)

    return change


def env(case: Case) -> Environment:
    environment: Environment = case["world"].environment
    return environment


def member(name: str, of: Callable[[Case], Value]) -> Wish:
    """Return what puts a value into a set of the environment."""
    return world(**{name: lambda case: getattr(env(case), name).add(of(case))})


def no_member(name: str, of: Callable[[Case], Value]) -> Wish:
    """Return what takes a value out of a set of the environment."""
    return world(**{name: lambda case: getattr(env(case), name).where(lambda one: one != of(case))})


def has(name: str, of: Callable[[Case], Value]) -> Either:
    return member(name, of), no_member(name, of)


def lacks(name: str, of: Callable[[Case], Value]) -> Either:
    return no_member(name, of), member(name, of)


def owner(address: Callable[[Case], Address], host: Callable[[Case], HIT]) -> Either:
    """Return the wish that a host sits at an address; nobody does if it is not granted."""
    return (
        world(at=lambda case: env(case).at.set(address(case), host(case))),
        world(at=lambda case: env(case).at.set(address(case), HIT("another"))),
    )


def free(frame: str) -> Either:
    """Return the wish that a number is not used for a transmission yet."""
    return (
        world(sent=lambda case: env(case).sent.set(case[frame], NOTHING)),
        world(sent=lambda case: env(case).sent.set(case[frame], some(BLANK))),
    )


def sent(frame: str) -> Either:
    """Return the wish that there is a transmission."""

    def change(case: Case) -> None:
        if not env(case).sent[case[frame]].present:
            packet = next((held for _, held in env(case).sent.items() if held.present), some(BLANK))
            world(sent=lambda case: env(case).sent.set(case[frame], packet))(case)

    return change, free(frame)[0]


def other_frame(case: Case) -> None:
    used = [case[name] for name in ("frame", "original") if name in case]
    name = "reply_frame" if "reply_frame" in case else "frame"
    case[name] = next(frame for frame in NAMES[Frame] if frame not in used)


def packet_in(case: Case) -> Packet:
    found = env(case).sent[case["frame"]]
    return found.value if found.present else BLANK


def list_of(address: Callable[[Case], Address]) -> Wish:
    """Return what makes a list of one address, well-formed."""

    def change(case: Case) -> None:
        number, one = case["locators"].count % 2, address(case)
        entry = replace(NOT_LISTED, listed=True, position=number)
        case["locators"] = replace(
            case["locators"], entries=Map(NOT_LISTED, {one: entry}), order=Map(NOWHERE, {number: one}), count=number + 1
        )

    return change


def argument(name: str) -> Callable[[Case], Value]:
    return operator.itemgetter(name)


def given(**arguments: Value) -> Wish:
    return lambda case: case.update(arguments)


def positive(name: str) -> Either:
    return lambda case: case.update({name: max(1, case[name])}), given(**{name: 0})


def host_of(case: Case) -> HIT:
    host: HIT = case["pair"].host
    return host


def pair_of(case: Case) -> Pair:
    if "pair" in case:
        pair: Pair = case["pair"]
        return pair
    if "size" in case:
        held = case["world"].sockets[case["socket"]]
        return held.value if held.present else Pair(NOBODY, NOBODY)
    return Pair(packet_in(case).receiver, packet_in(case).sender)


def calls(rule: str, packet: str = "") -> list[Either]:
    """Return what an action wishes for the sake of the rule that it calls."""
    return [(in_world(one, packet), in_world(other, packet)) for one, other in RULE_WISHES[rule]]


def in_world(rule_wish: Wish, packet: str) -> Wish:
    """Return what grants a rule's wish where the action finds its arguments."""

    def change(case: Case) -> None:
        pair = pair_of(case)
        small = {**case, "now": env(case).now, "association": case["world"].associations[pair]}
        if packet:
            small[packet] = packet_in(case)
        if packet == "data":
            small["socket"] = case["world"].sockets[case["socket"]]
        rule_wish(small)
        world(associations=lambda c: c["world"].associations.set(pair, small["association"]))(case)
        if packet and env(case).sent[case["frame"]].present:
            world(sent=lambda c: env(c).sent.set(c["frame"], some(small[packet])))(case)
        if packet == "data":
            world(sockets=lambda c: c["world"].sockets.set(c["socket"], small["socket"]))(case)
        case.update({name: small[name] for name in case.keys() - {"world", "history", "socket", "frame"}})

    return change


def verified_there(case: Case) -> None:
    """Let history tell that the challenge was read where it was sent to."""
    pair, address, nonce = pair_of(case), case["address"], Nonce("n1")
    in_world(locator(challenge=constant(some(nonce))), "")(case)
    case["history"] = replace(
        case["history"],
        issued=case["history"].issued.add(Challenge(pair, address, nonce)),
        readings=case["history"].readings.add(Reading(nonce, address, NOBODY)),
    )


def part(name: str) -> Callable[[Case], Value]:
    """Return what takes an optional part out of the packet, or a name that nobody knows."""
    absent = Key("another") if name == "mac" else Nonce("another")
    return lambda case: getattr(case["packet"], name).value if getattr(case["packet"], name).present else absent


def unassociated(one: str, other: str) -> Either:
    """Return the wish that one host holds no association with the other."""

    def put(state: State) -> Wish:
        def change(case: Case) -> None:
            pair, associations = Pair(case[one], case[other]), case["world"].associations
            changed = associations.set(pair, replace(associations[pair], state=state))
            world(associations=constant(changed))(case)

        return change

    return put(State.UNASSOCIATED), put(State.CLOSING)


def announce_multicast(case: Case) -> None:
    """Announce a multicast address, and say so."""
    member("multicast", argument("here"))(case)
    entries("locators", unicast=False)(case)


def both(*wishes: Wish) -> Wish:
    """Return what grants several wishes at once."""

    def change(case: Case) -> None:
        for one in wishes:
            one(case)

    return change


HONEST: Either = has("honest", host_of)
SENDS: list[Either] = [HONEST, free("frame")]
DELIVERED: list[Either] = [
    sent("frame"),
    has("honest", lambda case: packet_in(case).receiver),
    owner(lambda case: packet_in(case).destination, lambda case: packet_in(case).receiver),
    (other_frame, nothing),
    free("reply_frame"),
]
ILL_FORMED = LocatorSet(Map(replace(NOT_LISTED, listed=True)), Map(NOWHERE), 1, NOTHING)
ACTION_WISHES: dict[str, list[Either]] = {
    "establish": [
        (given(host=HIT("alice"), peer=HIT("bob")), given(host=HIT("alice"), peer=HIT("alice"))),
        (given(host_address=Address("a1"), peer_address=Address("v1")), nothing),
        has("honest", argument("host")),
        owner(argument("host_address"), argument("host")),
        (owner(argument("peer_address"), argument("peer"))[0], owner(argument("peer_address"), argument("host"))[0]),
        lacks("multicast", argument("host_address")),
        lacks("multicast", argument("peer_address")),
        unassociated("host", "peer"),
        unassociated("peer", "host"),
        (given(key_out=Key("k1"), key_in=Key("k2")), given(key_out=Key("k1"), key_in=Key("k1"))),
        (world(keys=lambda case: env(case).keys.set(case["key_out"], NOTHING)), nothing),
        (world(keys=lambda case: env(case).keys.set(case["key_in"], NOTHING)), nothing),
        lacks("known_keys", argument("key_out")),
        lacks("known_keys", argument("key_in")),
        (given(host_nonce=Nonce("n1"), peer_nonce=Nonce("n2")), given(host_nonce=Nonce("n1"), peer_nonce=Nonce("n1"))),
        lacks("nonces", argument("host_nonce")),
        lacks("nonces", argument("peer_nonce")),
    ],
    "open_socket": [
        has("honest", argument("host")),
        (world(sockets=lambda case: case["world"].sockets.set(case["socket"], NOTHING)), nothing),
    ],
    "announce": [
        *SENDS,
        owner(argument("here"), host_of),
        (list_of(argument("here")), list_of(lambda case: next(a for a in NAMES[Address] if a != case["here"]))),
        *calls("announce_locators"),
        (no_member("multicast", argument("here")), announce_multicast),
    ],
    "retransmit": [*SENDS, *calls("retransmit_update")],
    "give_up": [*SENDS, *calls("give_up_on_peer")],
    "withdraw": [*SENDS, *calls("withdraw_update")],
    "give_up_address": [*SENDS, *calls("give_up_on_address")],
    "deliver_acknowledgement": [*DELIVERED, *calls("receive_acknowledgement", "update")],
    "deliver_update": [*DELIVERED, *calls("receive_update", "update")],
    "challenge": [*SENDS, lacks("nonces", argument("nonce")), *calls("challenge_address")],
    "deliver_echo_response": [*DELIVERED, *calls("receive_echo_response", "update")],
    "expire": [*SENDS, *calls("expire_locator")],
    "check_again": [*SENDS, *calls("verify_again")],
    "prefer": [*SENDS, *calls("prefer_locator")],
    "send": [
        (
            world(sockets=lambda case: case["world"].sockets.set(case["socket"], some(pair_of(case)))),
            world(sockets=lambda case: case["world"].sockets.set(case["socket"], NOTHING)),
        ),
        (verified_there, nothing),
        positive("size"),
        *calls("send_data"),
        free("frame"),
    ],
    "deliver_data": [*DELIVERED, *calls("receive_data", "data")],
    "age": [*SENDS, *calls("age_credit")],
    "wait": [positive("seconds")],
    "overhear": [sent("frame"), lacks("honest", lambda case: env(case).at[packet_in(case).destination])],
    "forge": [
        free("frame"),
        has("known_keys", part("mac")),
        lacks("honest", lambda case: case["packet"].signer),
        has("known_nonces", part("echo_request")),
        has("known_nonces", part("echo_response")),
        (fields("packet", locators=constant(NOTHING)), fields("packet", locators=constant(some(ILL_FORMED)))),
        (fields("packet", size=constant(1)), fields("packet", size=constant(0))),
    ],
    "send_copy": [
        (both(member("read", argument("original")), sent("original")[0]), no_member("read", argument("original"))),
        (other_frame, nothing),
        free("frame"),
    ],
    "make_up_nonce": [lacks("nonces", argument("nonce"))],
}
