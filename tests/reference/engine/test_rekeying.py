"""Rekeying (RFC 7402 6.8 to 6.10)."""

import pytest
from tests.reference.engine.network import Host, Network, Sent, connected, known

from hipway.engine.config import Config
from hipway.engine.events import KeysInstalled, Rekeyed
from hipway.identity import PrivateIdentity
from hipway.wire.numbers import PacketType
from hipway.wire.packet import parse
from hipway.wire.parameters import DiffieHellman, EspInfo

Keys = list[PrivateIdentity]
UPDATE = PacketType.UPDATE
TOLD = Config(groups=(7,), tell_keys=True)


def check_keys(first: Host, second: Host) -> None:
    """Show that what one end sends with, the other one receives with, and that nothing is left of former keys."""
    ours, theirs = first.all(KeysInstalled)[-1], second.all(KeysInstalled)[-1]
    assert (ours.outbound, ours.inbound) == (theirs.inbound, theirs.outbound)
    for host, peer in ((first, second), (second, first)):
        association = known(host, peer)
        assert association.rekeying is None
        assert association.former is None
        assert list(host.engine.spis) == [association.spi]


def talk(network: Network, first: Host, second: Host, times: int = 1) -> None:
    """Show that everything arrives, in both directions."""
    heard = len(first.payloads), len(second.payloads)
    for number in range(times):
        first.send(second, bytes([number]))
        second.send(first, bytes([number]))
        network.run(network.now + 0.003)
    network.run(network.now + 1.0)
    assert (
        sorted(first.payloads[heard[0] :]) == sorted(second.payloads[heard[1] :]) == [bytes([n]) for n in range(times)]
    )


@pytest.mark.parametrize(
    "fresh", [(False, None), (True, None), (False, False), (True, False), (False, True), (True, True)]
)
def test_rekeying_loses_nothing(keys: Keys, fresh: tuple[bool, bool | None]) -> None:
    """One end begins, or both at once; with and without new Diffie-Hellman values; data goes on all the time."""
    network, first, second = connected(keys, config=TOLD)
    before = [host.engine.work.diffie_hellman for host in (first, second)]
    for round_number in range(1, 4):
        first.engine.rekey(second.hit, network.now, fresh=fresh[0])
        if fresh[1] is not None:
            second.engine.rekey(first.hit, network.now, fresh=fresh[1])
        talk(network, first, second, times=20)
        assert len(first.all(Rekeyed)) == len(second.all(Rekeyed)) == round_number
        check_keys(first, second)
        keymats = {known(first, second).keymat_index, known(second, first).keymat_index}
        assert keymats == ({40} if any(fresh) else {128 + 40 * (round_number + 1)})
    agreed = [host.engine.work.diffie_hellman - count for host, count in zip((first, second), before, strict=True)]
    assert agreed == [3 * (any(fresh) + bool(own)) for own in fresh]


def test_a_half_with_a_public_value_names_index_zero(keys: Keys) -> None:
    """RFC 7402 6.8 step 2 and 6.9.1 step 2: so does the answer to it."""
    network, first, second = connected(keys)
    before = len(network.log)
    first.engine.rekey(second.hit, network.now, fresh=True)
    network.run(network.now + 1.0)
    packets = [parse(sent.data[4:]).packet for sent in network.log[before:]]
    infos = [packet.get(EspInfo) for packet in packets]
    assert [info.keymat_index for info in infos if info] == [0, 0]
    assert [packet.get(DiffieHellman) is not None for packet in packets if packet.get(EspInfo)] == [True, False]


@pytest.mark.parametrize("seed", range(10))
def test_with_loss_and_disorder(keys: Keys, seed: int) -> None:
    config = Config(groups=(7,), tell_keys=True, update_retries=20)
    network, first, second = connected(keys, seed, config)
    network.jitter = 0.1
    network.pass_on = lambda sent: 1 if sent.kind != UPDATE else int(network.random.random() < 0.5)
    first.engine.rekey(second.hit, network.now, fresh=seed % 2 == 0)
    if seed % 3 == 0:
        second.engine.rekey(first.hit, network.now)
    network.run(network.now + 20.0)
    network.pass_on = lambda _: 1
    network.run(network.now + 20.0)
    talk(network, first, second)
    assert first.all(Rekeyed) == [Rekeyed(second.hit)] * len(second.all(Rekeyed)) != []
    check_keys(first, second)


def test_data_on_the_new_association_stands_for_the_acknowledgment(keys: Keys) -> None:
    """The last UPDATE is lost, and the peer sends on the new SA already: nothing waits for the repetition."""
    network, first, second = connected(keys, config=TOLD)
    before = len(network.log)

    def drop_third_ack(sent: Sent) -> int:
        return int(sent.kind != UPDATE or len([s for s in network.log[before:] if s.kind == UPDATE]) < 4)

    network.pass_on = drop_third_ack
    first.engine.rekey(second.hit, network.now)
    network.run(network.now + 0.1)
    assert first.all(Rekeyed)
    assert not second.all(Rekeyed)
    first.send(second, b"on the new one")
    network.run(network.now + 0.1)
    assert second.payloads == [b"on the new one"]
    assert second.all(Rekeyed)
    second.send(first, b"back")
    network.run(network.now + 0.1)
    check_keys(first, second)


def test_before_the_counter_ends(keys: Keys) -> None:
    network, first, second = connected(keys, config=Config(groups=(7,), rekey_after=50, tell_keys=True))
    for number in range(40):
        first.send(second, *[bytes([number])] * 10)
        network.run(network.now + 0.1)
    assert len(second.payloads) == 400
    assert 5 <= len(first.all(Rekeyed)) <= 9
    outbound = known(first, second).outbound
    assert outbound is not None
    assert outbound.sequence < 100


def test_before_the_keying_material_ends(keys: Keys) -> None:
    """255 times the hash (RFC 5869 2.3) are 12,240 bytes, 40 for each pair of keys: then a new value is drawn."""
    network, first, second = connected(keys, config=TOLD)
    for _ in range(310):
        first.engine.rekey(second.hit, network.now)
        network.run(network.now + 0.1)
        first.events.clear()
        second.events.clear()
    assert known(first, second).keymat_index < 1000
    first.engine.rekey(second.hit, network.now)
    talk(network, first, second, times=20)
    check_keys(first, second)


def test_a_move_during_a_rekeying(keys: Keys) -> None:
    """The peer's half goes to where we are no more, until it has our list."""
    for seed in range(5):
        network, first, second = connected(keys, seed, TOLD)
        first.engine.rekey(second.hit, network.now, fresh=True)
        network.run(network.now + network.random.random() * 0.04)
        first.move("10.1.0.1")
        network.run(network.now + network.random.random() * 0.04)
        second.engine.rekey(first.hit, network.now)
        network.run(network.now + 5.0)
        talk(network, first, second)
        check_keys(first, second)


def test_a_peer_that_brings_no_half(keys: Keys) -> None:
    """RFC 7402 6.8 step 5: the request does not stay for ever, and leaves no SPI behind."""
    network, first, second = connected(keys)
    known(second, first).rekeying = None
    first.engine.rekey(second.hit, network.now)
    association = known(first, second)
    under_way = association.rekeying
    assert under_way is not None
    association.outstanding.clear()  # as if it had been acknowledged
    network.log.clear()
    network.pass_on = lambda sent: int(sent.kind != UPDATE)
    network.run(network.now + 61.0)
    assert association.rekeying is None
    assert list(first.engine.spis) == [association.spi]
