"""The names that the Host Identity Protocol uses: those of every network, a host being known by its HIT."""

from hipspec.network.names import NOBODY, NOWHERE, Address, Frame, Host, Key, Nonce, Pair, Socket

__all__ = ["HIT", "NOBODY", "NOWHERE", "Address", "Frame", "Key", "Nonce", "Pair", "Socket"]

# A Host Identity Tag is who somebody is (RFC 7401 3.1).
HIT = Host
