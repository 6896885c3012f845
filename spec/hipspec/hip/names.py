"""The kinds of names that the protocol and its world use."""

from dataclasses import dataclass

from hipspec.language import Identifier


class HIT(Identifier):
    """A Host Identity Tag: who somebody is (RFC 7401 3.1)."""


class Address(Identifier):
    """An IP address: where somebody is (RFC 8046 2)."""


class Nonce(Identifier):
    """An unguessable value that an ECHO_REQUEST carries (RFC 8046 5.4)."""


class Key(Identifier):
    """The integrity keys of one direction of an association (RFC 7401 6.5)."""


class Frame(Identifier):
    """The number of one transmission, as in a capture: the same packet sent twice has two."""


class Socket(Identifier):
    """A transport-layer socket (paper section 4.1)."""


NOBODY = HIT("nobody")
NOWHERE = Address("nowhere")


@dataclass(frozen=True)
class Pair:
    """One direction of a relation between two hosts: what `host` holds about `peer`."""

    host: HIT
    peer: HIT
