"""The lengths that the rules and properties speak of, in bytes: those of hosts with RSA 2048 and HIT suite 1."""

from hipspec.exchange.sizes import SIZES, Profile

_SIZES = SIZES[Profile.RSA_2048_GROUP_3]

I1_LENGTH = _SIZES["I1"]
# With the VIA_RVS that names the server.
R1_LENGTH = _SIZES["R1 after a relay"]
UPDATE_LENGTH = _SIZES["UPDATE 1"]
ACK_LENGTH = _SIZES["UPDATE 3"]
# What FROM and RVS_HMAC add to a packet (RFC 8004 4.2.1, 4.2.2).
GROWTH = _SIZES["I1 relayed"] - I1_LENGTH
