"""What two hosts draw when they first meet: a key for each direction, and a nonce for each address.

The attacker may pass the exchange on, from an address of its own that each of them takes for the other's
(`who_is_bound_was_there` of the base exchange shows how): it reads what goes there, and learns no key.
"""

from typing import TypeVar

from hipspec.language import assume, replace, some
from hipspec.network.names import Address, Host, Key, Nonce, Pair
from hipspec.network.packets import Packet
from hipspec.network.world import Environment

E = TypeVar("E", bound=Environment[Packet])


def is_reached(environment: Environment[Packet], host: Host, address: Address) -> bool:
    """Whether what goes to an address reaches a host: it sits there, or the attacker does, who may pass it on."""
    sits = environment.at[address]
    return sits == host or not environment.honest.has(sits)


def with_reader(environment: E, address: Address, nonce: Nonce) -> E:
    """Let the attacker know a nonce that was sent to an address where it sits."""
    known = environment.known_nonces
    there = not environment.honest.has(environment.at[address])
    return replace(environment, known_nonces=known.add(nonce) if there else known)


def with_secrets(environment: E, pair: Pair, key_out: Key, key_in: Key, host_nonce: Nonce, peer_nonce: Nonce) -> E:
    """Draw keys and nonces that were never drawn before; a dishonest host shares what it is given with its friends."""
    assume(not environment.keys[key_out].present, "a key is drawn anew")
    assume(not environment.keys[key_in].present, "a key is drawn anew")
    assume(not environment.nonces.has(host_nonce), "a nonce is drawn anew")
    assume(not environment.nonces.has(peer_nonce), "a nonce is drawn anew")
    assume(host_nonce != peer_nonce, "a nonce is drawn anew")
    shared = not environment.honest.has(pair.host) or not environment.honest.has(pair.peer)
    known_keys = environment.known_keys
    known_nonces = environment.known_nonces
    return replace(
        environment,
        keys=environment.keys.set(key_out, some(pair)).set(key_in, some(Pair(pair.peer, pair.host))),
        known_keys=known_keys.add(key_out).add(key_in) if shared else known_keys,
        nonces=environment.nonces.add(host_nonce).add(peer_nonce),
        known_nonces=known_nonces.add(host_nonce).add(peer_nonce) if shared else known_nonces,
    )
