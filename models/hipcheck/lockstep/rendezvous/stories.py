"""Sequences that are played before any walk: what rendezvous is for, told as events."""

from collections.abc import Mapping

from hipcheck.lockstep.rendezvous.events import (
    Arrive,
    Ask,
    Close,
    Event,
    ForgeI1,
    Leave,
    Limit,
    Meet,
    Move,
    Offer,
    Quiet,
    Request,
    Wait,
    Want,
)
from hipcheck.lockstep.rendezvous.stage import HOSTS, LIFETIME, SERVER

__all__ = ["STORIES"]

REGISTERED = (Meet("alice", SERVER, registers=True), Meet("bob", SERVER, registers=True))
APART = (*REGISTERED, Meet("alice", "bob"), Move("alice", "10.0.1.1"), Move("bob", "10.0.1.2"), Quiet())
RELAY, HOME = HOSTS[SERVER][0], HOSTS["bob"][0]

STORIES: Mapping[str, tuple[Event, ...]] = {
    "an I1 goes through the server, and the R1 straight back": (
        *REGISTERED,
        Ask("mallory", "bob"),
        Arrive("3-1.0"),
        Arrive("4-1.0"),
        Arrive("5-1.0"),
    ),
    "two hosts that have moved at once find each other through their server": (*APART, Wait(2), Quiet()),
    "a registration that ends is relayed for no more": (
        *REGISTERED,
        Move("bob", "10.0.1.1"),
        Wait(LIFETIME),
        Ask("mallory", "bob"),
        Arrive("5-1.0"),
    ),
    "a FROM counts only with the RVS_HMAC of the server": (
        *REGISTERED,
        ForgeI1("mallory", "bob", RELAY, HOME, origin="10.6.6.1", key="server bob"),
        ForgeI1("mallory", "bob", RELAY, HOME, origin="10.6.6.1", key="?"),
        ForgeI1("mallory", "bob", RELAY, HOME, origin="10.6.6.1"),
        ForgeI1("mallory", "bob", RELAY, HOME, origin="10.6.6.1", key="bob server"),
        ForgeI1("mallory", "bob", RELAY, HOME, origin="10.6.6.1", key="server alice"),
    ),
    "a server relays for its clients only": (
        *REGISTERED,
        ForgeI1("mallory", "bob", "10.0.0.3", RELAY),
        Meet("mallory", SERVER),
        Ask("alice", "mallory"),
        ForgeI1("alice", "mallory", "10.0.0.1", RELAY),
        ForgeI1("mallory", "", "10.0.0.3", RELAY),
    ),
    "a registration ends with its association, if the server closes it": (
        *REGISTERED,
        Ask("mallory", "bob"),
        Close(SERVER, "bob"),
        Arrive("3-1.0"),
        Close("alice", SERVER),
        Ask("mallory", "alice"),
        Arrive("7-1.0"),
    ),
    "who wants to be registered with a host that it has met asks for it": (
        Meet("alice", SERVER),
        Wait(20),
        Want("alice", SERVER),
        Want("alice", SERVER),
        Wait(2),
        Quiet(),
        Want("alice", SERVER),
        Ask("mallory", "alice"),
        Arrive("8-1.0"),
    ),
    "who learns that it may be registered asks for it, and whoever may not is told": (
        Meet(SERVER, "alice"),
        Want("alice", SERVER),
        Offer(SERVER, "alice", service=False),
        Quiet(),
        Offer(SERVER, "alice"),
        Quiet(),
        Offer(SERVER, "alice", service=False),
        Offer(SERVER, "alice"),
        Quiet(),
        Ask("mallory", "alice"),
        Arrive("10-1.0"),
    ),
    "a server registers so many clients, and no more": (
        Meet("alice", SERVER),
        Meet("bob", SERVER),
        Limit(SERVER, 1),
        Want("alice", SERVER),
        Quiet(),
        Want("bob", SERVER),
        Quiet(),
        Request("alice", SERVER, LIFETIME),
        Quiet(),
    ),
    "who asks twice in one UPDATE is answered once": (
        Meet("alice", SERVER, registers=True),
        Request("alice", SERVER, LIFETIME, twice=True),
        Quiet(),
    ),
    "who cancels is registered no more": (
        Meet("alice", SERVER, registers=True),
        Request("alice", SERVER, LIFETIME),
        Quiet(),
        Request("alice", SERVER, 0),
        Quiet(),
        Ask("mallory", "alice"),
        Arrive("6-1.0"),
    ),
    "who asks from another port is answered there": (
        *REGISTERED,
        ForgeI1("mallory", "bob", HOSTS["mallory"][0], RELAY, port=4711),
        Arrive("3-1.0"),
        ForgeI1("mallory", "bob", HOSTS["mallory"][0], HOME, port=4711),
        ForgeI1("mallory", "bob", RELAY, HOME, origin="10.6.6.1", key="server bob", relay="10.6.6.1 4711"),
        ForgeI1("mallory", "bob", RELAY, HOME, origin="10.6.6.1", key="server bob", relay="10.6.6.2 4711"),
    ),
    "who is told of a server when it asks finds its peer through it": (
        *REGISTERED,
        Meet("alice", "bob", through=True),
        *APART[3:],
        Wait(2),
        Quiet(),
    ),
    "a peer that has no server any more is not looked for there": (*APART, Leave("alice", "bob"), Wait(2), Quiet()),
}
