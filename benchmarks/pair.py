"""Two engines that hand each other their datagrams, with nothing between them and a time that is a number."""

from typing import TYPE_CHECKING

from hipway.addresses import Endpoint, address_of
from hipway.engine.config import Config
from hipway.engine.engine import Engine
from hipway.entropy import SYSTEM
from hipway.identity import generate
from hipway.wire.numbers import Group

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["CONFIG", "HERE", "THERE", "Pair"]

HERE, THERE = Endpoint(address_of("10.0.0.1"), 10500), Endpoint(address_of("10.0.0.2"), 10500)
CONFIG = Config(groups=(Group.P_256,), r1_rate=1e9, r1_burst=1_000_000)


class Pair:
    """Two hosts: one that connects, and one that answers.

    Args:
        config: of both.

    Attributes:
        packets: how many were delivered in the last exchange.
        wire: carries a datagram from one to the other.
    """

    def __init__(self, config: Config = CONFIG) -> None:
        """Give each an identity and an address."""
        self.now = 0.0
        self.config = config
        self.other = self._engine(THERE)
        self.one = self._engine(HERE)
        self.place = HERE
        self.packets = 0
        self.wire: Callable[[bytes], bytes] = lambda data: data

    def _engine(self, place: Endpoint) -> Engine:
        made = Engine([generate("p-256")], self.config, entropy=SYSTEM, now=self.now)
        made.set_addresses([place.address], self.now)
        return made

    def stranger(self) -> None:
        """Let the one who connects be somebody else."""
        self.place = HERE
        self.one = self._engine(HERE)

    def another_answers(self) -> None:
        """Let the one who answers be somebody else."""
        self.other = self._engine(THERE)

    def connect(self) -> None:
        """Do a base exchange."""
        self.one.connect(self.other.default, [THERE], self.now)
        self.exchange()

    def talk(self) -> None:
        """Send a datagram each way."""
        self.one.send(self.other.default, [b"ping"], self.now)
        self.exchange()
        self.other.send(self.one.default, [b"pong"], self.now)
        self.exchange()

    def move(self, place: Endpoint) -> None:
        """Be at another address from now on."""
        self.place = place
        self.one.set_addresses([place.address], self.now)

    def exchange(self) -> None:
        """Deliver until nobody has anything to say; what goes to a place that was left is lost."""
        self.packets = 0
        while self._pass(self.one, self.other, self.place, THERE) + self._pass(self.other, self.one, THERE, self.place):
            pass

    def _pass(self, sender: Engine, receiver: Engine, source: Endpoint, at: Endpoint) -> int:
        """Deliver what an engine has to send; return how much that was."""
        sent = sender.datagrams()
        for data, destination, _ in sent:
            if destination == at:
                self.packets += 1
                receiver.receive(self.wire(data), source, at, self.now)
        return len(sent)
