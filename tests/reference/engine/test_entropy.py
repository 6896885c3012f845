"""A run can be repeated if its entropy can; with the operating system's, the library draws keys and nonces itself."""

import random

import pytest
from tests.reference.engine.network import Network, both_talk, known

from hipway.crypto.ecdsa import ECDSA
from hipway.crypto.groups import GROUPS
from hipway.engine.config import Config
from hipway.engine.events import Rekeyed
from hipway.entropy import SYSTEM, Entropy, can_be_repeated
from hipway.identity import PrivateIdentity

Keys = list[PrivateIdentity]
CURVES = (7, 8, 9)
DATA = b"what a HIP packet says"


def life(keys: Keys, entropy: Entropy) -> list[bytes]:
    """Return the datagrams of an exchange, a rest, a rekeying with the private values there are, and a close."""
    network, config = Network(), Config(groups=(7,), rest_after=5.0)
    network.entropy = entropy
    first, second = (network.host(f"{n}", keys[n], f"10.0.0.{n}", config=config) for n in (1, 2))
    first.connect(second)
    network.run(1.0)
    both_talk(network, first, second)
    network.run(network.now + 10.0)
    assert known(first, second).resting
    first.engine.rekey(second.hit, network.now)
    network.run(network.now + 1.0)
    assert first.all(Rekeyed)
    assert second.all(Rekeyed)
    both_talk(network, first, second)
    first.engine.close(second.hit, network.now)
    network.run(network.now + 1.0)
    assert first.state(second) == "UNASSOCIATED"
    return [each.data for each in network.log]


@pytest.mark.skipif(not ECDSA.deterministic_signing, reason="needs RFC 6979, which OpenSSL has from 3.2 on")
def test_a_seeded_run_is_the_same_to_the_byte(keys: Keys) -> None:
    one, again, other = (life(keys, random.Random(seed).randbytes) for seed in (1, 1, 2))  # noqa: S311  # a simulation
    assert one == again
    assert one != other


def test_a_host_with_the_systems_entropy_lives_as_well(keys: Keys) -> None:
    """But for what is drawn, it sends the same: as many datagrams, each as long."""
    one, again = (life(keys, SYSTEM) for _ in range(2))
    seeded = life(keys, random.Random(1).randbytes)  # noqa: S311  # a simulation
    assert list(map(len, one)) == list(map(len, again)) == list(map(len, seeded))
    assert len(set(one) & set(again)) == len({datagram for datagram in one if datagram[6] == 1})  # of all, the I1 alone


@pytest.mark.parametrize("number", CURVES)
def test_a_secret_that_the_library_drew_is_kept_through_a_rest(number: int) -> None:
    group = GROUPS[number]
    one, other = group.draw(SYSTEM), group.draw(SYSTEM)
    assert len({one.public, other.public, group.draw(SYSTEM).public}) == 3
    shared = one.shared(other.public)
    assert len(shared) == group.public_size // 2
    for _ in range(2):
        one.rest()
        assert one.shared(other.public) == other.shared(one.public) == shared


@pytest.mark.parametrize("kind", ["p-256", "p-384"])
def test_a_drawn_nonce_makes_each_signature_another_one(identities: dict[str, PrivateIdentity], kind: str) -> None:
    identity = identities[kind].with_drawn_nonces()
    assert identity == identities[kind]
    signatures = {identity.sign(DATA) for _ in range(3)}
    assert len(signatures) == 3
    assert all(identity.public.verify(signature, DATA) for signature in signatures)


@pytest.mark.parametrize("kind", ["rsa-2048", "ed25519"])
def test_other_signatures_stay_as_they_are(identities: dict[str, PrivateIdentity], kind: str) -> None:
    if kind not in identities:
        pytest.skip("this library has no cSHAKE")
    assert identities[kind].with_drawn_nonces() is identities[kind]


def test_only_the_systems_entropy_cannot_be_repeated() -> None:
    assert not can_be_repeated(SYSTEM)
    assert can_be_repeated(random.Random(1).randbytes)  # noqa: S311  # a simulation
    assert can_be_repeated(lambda size: SYSTEM(size))  # noqa: PLW0108  # somebody records what it says
