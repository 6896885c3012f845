"""The kinds of names that every protocol and its world use."""

from dataclasses import dataclass

from hipspec.language import Identifier


class Host(Identifier):
    """Who somebody is, by whatever name the protocol knows a host by: in HIP, its Host Identity Tag."""


class Address(Identifier):
    """An IP address: where somebody is (RFC 8046 2)."""


class Nonce(Identifier):
    """An unguessable value that is sent somewhere to see who sends it back."""


class Key(Identifier):
    """The integrity keys of one direction between two hosts."""


class Frame(Identifier):
    """The number of one transmission, as in a capture: the same packet sent twice has two."""


class Socket(Identifier):
    """A transport-layer socket (paper section 4.1)."""


NOBODY = Host("nobody")
NOWHERE = Address("nowhere")


@dataclass(frozen=True)
class Pair:
    """One direction of a relation between two hosts: what `host` holds about `peer`."""

    host: Host
    peer: Host
