"""Wishes for the arguments of the rules of HIP: each makes one guard pass, and its opposite makes it refuse."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hipspec.hip.association import UPDATE_RETRY_MAX, Locator, State, Status
from hipspec.hip.names import HIT, NOBODY, NOWHERE, Address, Frame, Key, Nonce, Pair, Socket
from hipspec.hip.packets import NOT_LISTED, EspInfo, Kind, LocatorSet, Packet
from hipspec.language import NOTHING, Map, some

Value = Any  # a value of the specification, of whatever type
Case = dict[str, Value]  # the arguments of one call
Wish = Callable[[Case], None]  # changes the arguments
Either = tuple[Wish, Wish]  # what makes one guard pass, and what makes it refuse
NAMES: dict[type, list[Value]] = {
    HIT: [HIT("alice"), HIT("bob"), HIT("mallory"), NOBODY, HIT("another")],
    Address: [Address("a1"), Address("b1"), Address("v1"), NOWHERE, Address("another")],
    Nonce: [Nonce("n1"), Nonce("n2"), Nonce("none"), Nonce("another")],
    Key: [Key("k1"), Key("k2"), Key("another")],
    Frame: [Frame("f1"), Frame("f2"), Frame("none"), Frame("another")],
    Socket: [Socket("s1"), Socket("none"), Socket("another")],
}


def nothing(case: Case) -> None:
    """Leave it to chance."""


def fields(argument: str, **changes: Callable[[Case], Value]) -> Wish:
    """Return what changes fields of one argument."""

    def change(case: Case) -> None:
        case[argument] = replace(case[argument], **{name: make(case) for name, make in changes.items()})

    return change


def constant(value: Value) -> Callable[[Case], Value]:
    return lambda _: value


def locator(**changes: Callable[[Case], Value]) -> Wish:
    """Return what changes the locator of the address."""

    def change(case: Case) -> None:
        association, address = case["association"], case["address"]
        changed = replace(association.locators[address], **{n: make(case) for n, make in changes.items()})
        case["association"] = replace(association, locators=association.locators.set(address, changed))

    return change


def outstanding(number: Callable[[Case], int], **changes: Value) -> Wish:
    """Return what changes the outstanding UPDATE of a number."""

    def change(case: Case) -> None:
        association, key = case["association"], number(case)
        changed = replace(association.outstanding[key], **changes)
        case["association"] = replace(association, outstanding=association.outstanding.set(key, changed))

    return change


def lists(argument: str, change_list: Callable[[LocatorSet], LocatorSet]) -> Wish:
    """Return what changes a list, or the list in a packet."""

    def change(case: Case) -> None:
        held = case[argument]
        if isinstance(held, LocatorSet):
            case[argument] = change_list(held)
        elif held.locators.present:
            case[argument] = replace(held, locators=some(change_list(held.locators.value)))

    return change


def entries(argument: str, **changes: Value) -> Wish:
    """Return what changes every offer of a list."""
    return lists(argument, lambda held: replace(held, entries=held.entries.each(lambda one: replace(one, **changes))))


def esp(old: int, new: int) -> Wish:
    """Return what gives an UPDATE an ESP_INFO, in relation to the SA in use."""

    def change(case: Case) -> None:
        epoch = case["association"].epoch_out
        case["update"] = replace(case["update"], esp=some(EspInfo(old=epoch + old, new=epoch + new)))

    return change


def without_active(case: Case) -> None:
    def less(one: Locator) -> Locator:
        return replace(one, status=Status.UNVERIFIED) if one.status == Status.ACTIVE else one

    fields("association", locators=lambda case: case["association"].locators.each(less))(case)


def with_active(case: Case) -> None:
    other = next(name for name in NAMES[Address] if name != case["address"])
    locators = case["association"].locators
    active = locators.set(other, replace(locators[other], status=Status.ACTIVE))
    fields("association", locators=constant(active))(case)


def key_in(argument: str) -> Wish:
    """Return what makes a packet's MAC the right one."""

    def change(case: Case) -> None:
        mac = case[argument].mac if case[argument].mac.present else some(Key("k1"))
        case[argument] = replace(case[argument], mac=mac)
        case["association"] = replace(case["association"], key_in=mac)

    return change


def window(name: str, number: Callable[[Case], int]) -> list[Either]:
    """Return the wishes that a number is within a window, and that it was not seen."""

    def highest(ahead: int) -> Wish:
        moved = lambda case: replace(getattr(case["association"], name), highest=number(case) + ahead)  # noqa: E731
        return fields("association", **{name: moved})

    def seen(case: Case) -> Value:
        before = getattr(case["association"], name)
        return replace(before, seen=before.seen.add(number(case)))

    def unseen(case: Case) -> Value:
        before = getattr(case["association"], name)
        return replace(before, seen=before.seen.where(lambda one: one != number(case)))

    return [
        (highest(-1), highest(32)),
        (fields("association", **{name: unseen}), fields("association", **{name: seen})),
    ]


def with_list(case: Case) -> None:
    """Let an UPDATE carry a list."""
    if not case["update"].locators.present:
        entries = Map(NOT_LISTED, {Address("a1"): replace(NOT_LISTED, listed=True)})
        made = LocatorSet(entries=entries, order=Map(Address("a1")), count=1, preferred=NOTHING)
        case["update"] = replace(case["update"], locators=some(made))


def sequence(case: Case) -> int:
    update: Packet = case["update"]
    return update.sequence.value if update.sequence.present else 0


def another_peer(case: Case) -> Value:
    return next(host for host in NAMES[HIT] if host != case["association"].peer)


def elsewhere(case: Case) -> None:
    """Ask for a challenge to be repeated to another address."""
    association, number = case["association"], case["number"]
    waiting = association.outstanding[number]
    asking = replace(waiting, update=replace(waiting.update, echo_request=some(Nonce("n1"))))
    case["association"] = replace(association, outstanding=association.outstanding.set(number, asking))
    case["destination"] = next(name for name in NAMES[Address] if name != waiting.update.destination)


def same_place(case: Case) -> None:
    case["destination"] = case["association"].outstanding[case["number"]].update.destination


def asks(*, present: bool) -> Wish:
    """Return what makes an outstanding UPDATE a challenge, or none."""

    def change(case: Case) -> None:
        association, number = case["association"], case["number"]
        waiting = association.outstanding[number]
        update = replace(waiting.update, echo_request=some(Nonce("n1")) if present else NOTHING)
        changed = replace(waiting, update=update)
        case["association"] = replace(association, outstanding=association.outstanding.set(number, changed))

    return change


def rekeyed_by(ahead: int) -> Wish:
    """Return what makes an UPDATE so far ahead of this one the last that rekeyed."""

    def change(case: Case) -> None:
        case["association"] = replace(case["association"], rekeyed_by=case["number"] + ahead)

    return change


def asked(wanted: Status) -> Wish:
    """Return what gives the address that a challenge went to a status, and the challenge."""

    def change(case: Case) -> None:
        association = case["association"]
        update = association.outstanding[case["number"]].update
        held = replace(association.locators[update.destination], status=wanted, challenge=update.echo_request)
        case["association"] = replace(association, locators=association.locators.set(update.destination, held))

    return change


def its_socket(case: Case) -> None:
    case["socket"] = some(Pair(case["association"].own, case["association"].peer))


def status(wanted: Status) -> Wish:
    return locator(status=constant(wanted))


NUMBER = operator.itemgetter("number")
ESTABLISHED: Either = (
    fields("association", state=constant(State.ESTABLISHED)),
    fields("association", state=constant(State.CLOSING)),
)
AUTHENTIC: list[Either] = [
    ESTABLISHED,
    (fields("update", kind=constant(Kind.UPDATE)), fields("update", kind=constant(Kind.DATA))),
    (key_in("update"), fields("update", mac=constant(NOTHING))),
    (fields("update", signer=lambda case: case["association"].peer), fields("update", signer=another_peer)),
]
LASTING = (some(10), some(0))
RULE_WISHES: dict[str, list[Either]] = {
    "announce_locators": [
        ESTABLISHED,
        (entries("locators", unicast=True), entries("locators", unicast=False)),
        (entries("locators", lifetime=LASTING[0]), entries("locators", lifetime=LASTING[1])),
        (
            outstanding(lambda case: case["association"].rekeyed_by, waiting=False),
            outstanding(lambda case: case["association"].rekeyed_by, waiting=True),
        ),
    ],
    "retransmit_update": [
        ESTABLISHED,
        (outstanding(NUMBER, waiting=True), outstanding(NUMBER, waiting=False)),
        (outstanding(NUMBER, tries=UPDATE_RETRY_MAX), outstanding(NUMBER, tries=UPDATE_RETRY_MAX + 1)),
        (same_place, elsewhere),
    ],
    "give_up_on_peer": [
        ESTABLISHED,
        (outstanding(NUMBER, waiting=True), outstanding(NUMBER, waiting=False)),
        (outstanding(NUMBER, tries=UPDATE_RETRY_MAX + 1), outstanding(NUMBER, tries=UPDATE_RETRY_MAX)),
    ],
    "withdraw_update": [
        ESTABLISHED,
        (outstanding(NUMBER, waiting=True), outstanding(NUMBER, waiting=False)),
        (rekeyed_by(1), rekeyed_by(0)),
    ],
    "give_up_on_address": [
        ESTABLISHED,
        (outstanding(NUMBER, waiting=True), outstanding(NUMBER, waiting=False)),
        (outstanding(NUMBER, tries=UPDATE_RETRY_MAX + 1), outstanding(NUMBER, tries=UPDATE_RETRY_MAX)),
        (asks(present=True), asks(present=False)),
        (asked(Status.UNVERIFIED), asked(Status.ACTIVE)),
    ],
    "receive_acknowledgement": [
        *AUTHENTIC,
        (fields("update", acknowledges=constant(some(1))), fields("update", acknowledges=constant(NOTHING))),
        (outstanding(constant(1), waiting=True), outstanding(constant(1), waiting=False)),
    ],
    "receive_update": [
        *AUTHENTIC,
        (fields("update", sequence=lambda case: some(sequence(case))), fields("update", sequence=constant(NOTHING))),
        *window("updates", sequence),
        (
            fields("association", newest_list=lambda case: sequence(case) - 1),
            fields("association", newest_list=lambda case: sequence(case) + 1),
        ),
        (with_list, fields("update", locators=constant(NOTHING))),
        (
            lists("update", lambda held: replace(held, count=8)),
            lists("update", lambda held: replace(held, count=9)),
        ),
        (entries("update", unicast=True), entries("update", unicast=False, listed=True)),
        (entries("update", lifetime=LASTING[0]), entries("update", lifetime=LASTING[1], listed=True)),
        (esp(0, 1), nothing),
        (nothing, fields("update", esp=constant(NOTHING))),
        (nothing, esp(-1, 0)),
        (nothing, esp(0, -1)),
    ],
    "challenge_address": [
        ESTABLISHED,
        (status(Status.UNVERIFIED), status(Status.ACTIVE)),
        (locator(tries=constant(UPDATE_RETRY_MAX - 1)), locator(tries=constant(UPDATE_RETRY_MAX))),
    ],
    "receive_echo_response": [
        *AUTHENTIC,
        (status(Status.UNVERIFIED), status(Status.DEPRECATED)),
        (
            fields("update", echo_response=constant(some(Nonce("n1")))),
            fields("update", echo_response=constant(NOTHING)),
        ),
        (locator(challenge=lambda case: case["update"].echo_response), locator(challenge=constant(NOTHING))),
    ],
    "expire_locator": [
        (
            locator(status=lambda case: Status.ACTIVE if case["now"] > 2 else Status.UNVERIFIED),
            status(Status.DEPRECATED),
        ),
        (locator(expires=lambda case: some(case["now"])), locator(expires=lambda case: some(case["now"] + 1))),
    ],
    "verify_again": [(status(Status.ACTIVE), status(Status.UNVERIFIED))],
    "prefer_locator": [(status(Status.ACTIVE), status(Status.DEPRECATED))],
    "send_data": [
        ESTABLISHED,
        (locator(status=lambda case: Status.UNVERIFIED if case["size"] < 7 else Status.ACTIVE), status(Status.UNKNOWN)),
        (locator(expires=lambda case: some(case["now"] + 1)), locator(expires=lambda case: some(case["now"]))),
        (fields("association", preferred=lambda case: some(case["address"])), nothing),
        (without_active, with_active),
        (
            fields("association", aged_at=lambda case: case["now"]),
            fields("association", aged_at=lambda case: case["now"] - 5),
        ),
        (
            fields("association", credit=lambda case: case["size"]),
            fields("association", credit=lambda case: case["size"] - 1),
        ),
    ],
    "receive_data": [
        ESTABLISHED,
        (fields("data", kind=constant(Kind.DATA)), fields("data", kind=constant(Kind.UPDATE))),
        (key_in("data"), fields("data", mac=constant(NOTHING))),
        (fields("association", epoch_in=lambda case: case["data"].epoch), nothing),
        *window("payload", lambda case: case["data"].number),
        (its_socket, nothing),
    ],
    "age_credit": [
        (
            fields("association", aged_at=lambda case: case["now"] - 5),
            fields("association", aged_at=lambda case: case["now"] - 4),
        )
    ],
}
