"""Registration and rendezvous (RFC 8003, 8004, 8046 3.2.3)."""

from dataclasses import replace

from tests.reference.engine.network import Host, Network, Sent, at, both_talk, forge, known, read

from hipway.addresses import address_of
from hipway.engine.config import Config
from hipway.engine.events import Dropped, Established, Registered
from hipway.engine.lifetimes import decoded
from hipway.identity import PrivateIdentity
from hipway.wire.numbers import PacketType, RegistrationFailure
from hipway.wire.packet import Packet, append, build, parse
from hipway.wire.parameters import DhGroupList, From, RegInfo, RegRequest, RvsHmac, ViaRvs
from hipway.wire.protection import covered
from hipway.wire.udp import MARKER

Keys = list[PrivateIdentity]
RENDEZVOUS = 1
I1, R1, UPDATE = PacketType.I1, PacketType.R1, PacketType.UPDATE
SERVER = at("10.0.0.200")


def three(keys: Keys, seed: int = 0, *, longest: float = 600.0, count: int = 10) -> tuple[Network, Host, Host, Host]:
    """Return a network with two hosts and a rendezvous server, at which both are registered."""
    network = Network(seed)
    config = Config(groups=(7,), registrars=(RENDEZVOUS,), registration_longest=longest, registrations=count)
    server = network.host("server", keys[2], "10.0.0.200", config=config)
    first = network.host("a", keys[0], "10.0.0.1")
    second = network.host("b", keys[1], "10.0.0.2")
    for host in (first, second):
        host.connect(server, services=(RENDEZVOUS,))
    network.run(1.0)
    return network, server, first, second


def test_registered_in_the_base_exchange(keys: Keys) -> None:
    network, server, first, second = three(keys)
    assert set(server.engine.registrations) == {(first.hit, RENDEZVOUS), (second.hit, RENDEZVOUS)}
    (told,) = first.all(Registered)
    assert (told.registrar, told.service, told.failure) == (server.hit, RENDEZVOUS, None)
    assert 0.9 * 600 < told.until - network.now <= 600  # a byte says it in steps of 9 per cent


def test_renewed_before_it_ends(keys: Keys) -> None:
    network, server, first, _ = three(keys, longest=100.0)
    network.run(1000.0)
    assert (first.hit, RENDEZVOUS) in server.engine.registrations
    assert 10 <= len(first.all(Registered)) <= 20
    assert all(event.until for event in first.all(Registered))


def test_it_ends_with_the_association(keys: Keys) -> None:
    network, server, first, second = three(keys)
    first.engine.close(server.hit, network.now)
    network.run(network.now + 1.0)
    assert first.engine.registered == {}
    assert first.all(Registered)[-1] == Registered(server.hit, RENDEZVOUS, 0.0)
    network.run(network.now + 3000.0)
    assert (first.hit, RENDEZVOUS) not in server.engine.registrations
    assert (second.hit, RENDEZVOUS) in server.engine.registrations


def test_it_expires_when_it_is_not_renewed(keys: Keys) -> None:
    """RFC 8003 3.3: nothing is relayed then."""
    network, server, first, second = three(keys, longest=100.0)
    network.hosts.remove(second)
    network.run(150.0)
    first.engine.connect(second.hit, [SERVER], network.now)
    network.run(150.2)
    assert server.all(Dropped)[-1].clause == "RFC 8003 3.3"
    assert network.sent(I1, at("10.0.0.2")) == []


def test_asked_for_later_by_update_and_refused(keys: Keys) -> None:
    network, server, first, _ = three(keys, count=2)
    third = network.host("c", keys[3], "10.0.0.3")
    third.connect(server)
    network.run(network.now + 1.0)
    third.connect(server, services=(RENDEZVOUS, 77))
    network.run(network.now + 1.0)
    assert {(event.service, event.failure, event.until) for event in third.all(Registered)} == {
        (RENDEZVOUS, RegistrationFailure.INSUFFICIENT_RESOURCES, 0.0),
        (77, RegistrationFailure.TYPE_UNAVAILABLE, 0.0),
    }
    asked = [found.types for sent in network.log if sent.kind for found in read(sent).all(RegRequest)]
    assert set(asked) == {(RENDEZVOUS,)}
    association = server.engine.with_peer(first.hit)
    assert association is not None
    first.engine.close(server.hit, network.now)
    network.run(network.now + 3000.0)
    third.connect(server)
    network.run(network.now + 1.0)


def test_cancelled(keys: Keys) -> None:
    """RFC 8003 4.3: a lifetime of zero."""
    from hipway.engine import updates  # noqa: PLC0415  # nothing cancels by itself

    network, server, first, _ = three(keys)
    association = first.engine.with_peer(server.hit)
    assert association is not None
    updates.send(first.engine, association, (RegRequest(0, (RENDEZVOUS,)),), network.now)
    network.run(network.now + 1.0)
    assert (first.hit, RENDEZVOUS) not in server.engine.registrations
    assert first.all(Registered)[-1] == Registered(server.hit, RENDEZVOUS, 0.0)


def test_an_i1_is_relayed(keys: Keys) -> None:
    """RFC 8004 4.3: FROM and RVS_HMAC on the I1; the R1 goes straight to the Initiator and names the server."""
    network, server, first, second = three(keys)
    first.engine.connect(second.hit, [SERVER], network.now)
    first.send(second, b"found")
    network.run(network.now + 1.0)
    assert second.payloads == [b"found"]
    relayed = parse(network.sent(I1, at("10.0.0.2"))[-1].data[4:]).packet
    assert relayed.get(From) == From(address_of("10.0.0.1"))
    r1 = network.sent(R1, at("10.0.0.1"))[-1]
    assert r1.source == at("10.0.0.2")
    assert parse(r1.data[4:]).packet.get(ViaRvs) == ViaRvs((SERVER.address,))
    assert server.engine.with_peer(first.hit) is not None


def test_a_relayed_i1_that_no_server_of_ours_has_sent_is_dropped(keys: Keys) -> None:
    """RFC 8004 4.3.2: a MUST, or anybody could make us send R1s to anybody."""
    network, _, first, second = three(keys)
    first.engine.connect(second.hit, [SERVER], network.now)
    network.run(network.now + 1.0)
    relayed = network.sent(I1, at("10.0.0.2"))[-1]
    for source in (at("10.0.0.66"), SERVER):
        data = bytearray(relayed.data)
        if source == SERVER:
            data[-5] ^= 1  # of the RVS_HMAC, before its padding
        before = len(network.log)
        second.engine.receive(bytes(data), source, relayed.destination, network.now)
        network.collect()
        assert len(network.log) == before
        assert second.all(Dropped)[-1].clause == "RFC 8004 4.3.2"


def test_both_move_at_once(keys: Keys) -> None:
    """RFC 8046 3.2.3: neither finds the other one, and both find the server."""
    for seed in range(5):
        network, server, first, second = three(keys, seed)
        first.connect(second)
        first.engine.set_rendezvous(second.hit, SERVER)
        second.engine.set_rendezvous(first.hit, SERVER)
        network.run(2.0)
        assert first.all(Established)[-1].peer == second.hit
        first.move("10.1.0.1")
        second.move("10.1.0.2")
        network.run(2.0 + 5.0)
        first.send(second, b"there")
        second.send(first, b"back")
        network.run(8.0)
        assert (first.payloads, second.payloads) == ([b"back"], [b"there"])
        assert network.sent(UPDATE, SERVER)
        assert all(association.state.value == "ESTABLISHED" for association in server.engine.associations.values())


def test_hosts_at_other_ports(keys: Keys) -> None:
    """FROM has no port (RFC 8004 4.2.2): RELAY_FROM says it (RFC 5770 5.6), and locators of Type 2 do (5.7)."""
    network = Network()
    server = network.host(
        "server", keys[2], "10.0.0.200", config=Config(groups=(7,), port=10503, registrars=(RENDEZVOUS,))
    )
    first = network.host("a", keys[0], "10.0.0.1", config=Config(groups=(7,), port=10501))
    second = network.host("b", keys[1], "10.0.0.2", config=Config(groups=(7,), port=10502))
    for host in (first, second):
        host.connect(server, services=(RENDEZVOUS,))
    network.run(1.0)
    place = at("10.0.0.200", 10503)
    first.engine.connect(second.hit, [place], network.now, rendezvous=place)
    network.run(2.0)
    both_talk(network, first, second)
    second.engine.set_rendezvous(first.hit, place)
    first.move("10.1.0.1", "2001:db8::1")
    second.move("10.1.0.2", "2001:db8::2")
    network.run(10.0)
    both_talk(network, first, second)
    for host, peer, port in ((first, second, 10502), (second, first, 10501)):
        locators = known(host, peer).locators
        listed = {endpoint: locator.status.value for endpoint, locator in locators.items() if locator.listed}
        assert set(listed.values()) == {"ACTIVE"}
        assert {endpoint.port for endpoint in listed} == {port}


def test_rvs_hmac_is_validated_without_from_as_well(keys: Keys) -> None:
    """It is said that "it MUST validate any present RVS_HMAC parameter" (RFC 8004 4.3.2)."""
    network, server, first, second = three(keys)
    i1 = build(Packet(I1, first.hit, second.hit, (DhGroupList((7,)),)))
    association = known(server, second)
    assert association.rhash is not None
    assert association.keys is not None
    mac = association.rhash.hmac(association.keys.mac_out, covered(i1, len(i1)))
    for value, answers in ((bytes(len(mac)), 0), (mac, 1)):
        before = len(network.sent(R1))
        data = MARKER + append(i1, RvsHmac(value))
        second.engine.receive(data, SERVER, at("10.0.0.2"), network.now)
        network.collect()
        assert len(network.sent(R1)) - before == answers
    assert second.all(Dropped)[-1].clause == "RFC 8004 4.3.2"


def test_from_of_the_asking_host_itself_is_not_believed(keys: Keys) -> None:
    """RFC 8004 4.2.2: the server appends its FROM behind others; the R1 goes where that one says."""
    network, _, first, second = three(keys)
    i1 = append(build(Packet(I1, first.hit, second.hit, (DhGroupList((7,)),))), From(address_of("10.0.0.99")))
    network.send(Sent(network.now, at("10.0.0.1"), SERVER, MARKER + i1))
    network.run(network.now + 1.0)
    assert network.sent(R1, at("10.0.0.99")) == []
    assert network.sent(R1)[-1].destination == at("10.0.0.1")


def test_only_what_is_offered_is_asked_for(keys: Keys) -> None:
    """A requester MUST NOT ask for what no REG_INFO has named (RFC 8003 4.3); an UPDATE may name it later (3.1)."""
    network = Network()
    server = network.host("server", keys[2], "10.0.0.200")
    first = network.host("a", keys[0], "10.0.0.1")
    first.connect(server, services=(RENDEZVOUS,))
    network.run(1.0)
    assert first.state(server) == "ESTABLISHED"
    assert all(not read(sent).all(RegRequest) for sent in network.log if sent.kind)
    server.engine.config = replace(server.engine.config, registrars=(RENDEZVOUS,))
    forge(server, first, RegInfo(100, 200, (RENDEZVOUS,)))
    network.run(2.0)
    (asked,) = [found for sent in network.log if sent.kind for found in read(sent).all(RegRequest)]
    assert asked == RegRequest(200, (RENDEZVOUS,))
    assert first.all(Registered)[-1].until


def test_lifetimes_as_a_byte() -> None:
    """RFC 8003 4.1: 2^((x - 64) / 8) seconds; zero cancels."""
    assert [decoded(x) for x in (0, 64, 72, 56, 120)] == [0.0, 1.0, 2.0, 0.5, 128.0]
