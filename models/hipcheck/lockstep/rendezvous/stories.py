"""Sequences that are played before any walk: what rendezvous is for, told as events."""

from collections.abc import Mapping

from hipcheck.lockstep.rendezvous.events import Arrive, Ask, Event, ForgeI1, Meet, Move, Quiet, Wait
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
}
