"""What two hosts draw when they first meet: a key for each direction, and a nonce for each address."""

from typing import TypeVar

from hipspec.language import assume, replace, some
from hipspec.network.names import Key, Nonce, Pair
from hipspec.network.packets import Packet
from hipspec.network.world import Environment

E = TypeVar("E", bound=Environment[Packet])


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
