"""Several hosts do whatever they like on a bad network; afterwards everything is in order again."""

import itertools

import pytest
from benchmarks.consistency import check_consistent
from tests.reference.engine.network import Host, Network, Sent

from hipway.engine.config import Config
from hipway.engine.events import Payload
from hipway.identity import PrivateIdentity

Keys = list[PrivateIdentity]
CONFIG = Config(groups=(7,), update_retries=8, unused_lifetime=60.0, segment_lifetime=5.0, rekey_after=40)
FAMILIES = (("10.{}.0.{}",), ("2001:db8:{}::{}",), ("10.{}.0.{}", "2001:db8:{}::{}"))


class Disorder:
    """The hosts, and what they have sent each other."""

    def __init__(self, keys: Keys, seed: int) -> None:
        """Give each host an address of both families."""
        self.network = Network(seed)
        self.random = self.network.random
        self.hosts = [
            self.network.host(str(number), key, f"10.0.0.{number}", f"2001:db8::{number}", config=CONFIG)
            for number, key in enumerate(keys, 1)
        ]
        self.sent: set[tuple[bytes, bytes, bytes]] = set()
        self.number = itertools.count()
        self.network.jitter = 0.05
        self.network.pass_on = self.bad

    def bad(self, _: Sent) -> int:
        """A fifth is lost, and a twentieth comes twice."""
        return self.random.choice((0,) * 4 + (1,) * 15 + (2,))

    def step(self) -> None:
        """Let some host do something."""
        one, other = self.random.sample(self.hosts, 2)
        engine, now = one.engine, self.network.now
        match self.random.choice(("connect", "send", "send", "send", "send", "move", "rekey", "close")):
            case "connect":
                one.connect(other)
            case "send" if one.state(other) in {"I1-SENT", "I2-SENT", "R2-SENT", "ESTABLISHED"}:
                self.send(one, other)
            case "move":
                self.move(one)
            case "rekey":
                engine.rekey(other.hit, now, fresh=self.random.random() < 0.5)
            case "close" if self.random.random() < 0.3:
                engine.close(other.hit, now)

    def send(self, one: Host, other: Host) -> None:
        """Send something that was never sent before."""
        for _ in range(self.random.choice((1, 5))):
            payload = next(self.number).to_bytes(4, "big")
            self.sent.add((one.hit, other.hit, payload))
            one.send(other, payload)

    def move(self, host: Host) -> None:
        """Be somewhere else."""
        network = self.random.randrange(1, 200)
        host.move(*(each.format(network, host.name) for each in self.random.choice(FAMILIES)))

    def check(self) -> None:
        """Nothing has come twice, or from whoever has not sent it."""
        for host in self.hosts:
            got = [(event.peer, host.hit, event.data) for event in host.all(Payload)]
            assert len(got) == len(set(got))
            assert set(got) <= self.sent
            check_consistent(host.engine)


@pytest.mark.parametrize("seed", range(12))
def test_disorder(keys: Keys, seed: int) -> None:
    disorder = Disorder(keys, seed)
    network = disorder.network
    for _ in range(250):
        disorder.step()
        network.run(network.now + disorder.random.choice((0.0, 0.01, 0.1, 1.0)))
        disorder.check()
    network.pass_on = lambda _: 1
    for host in disorder.hosts:
        host.move(f"10.0.0.{host.name}")
    network.run(network.now + 300.0)  # whoever can't find the other one has given up
    for one, other in itertools.permutations(disorder.hosts, 2):
        one.connect(other)
        network.run(network.now + 1.0)
        before = len(other.payloads)
        disorder.send(one, other)
        network.run(network.now + 1.0)
        assert len(other.payloads) > before
    disorder.check()
    network.run(network.now + 1000.0)
    assert all(not host.engine.associations and not host.engine.spis for host in disorder.hosts)
