"""The lengths that the rules and properties speak of, as maps of the specification's own kind."""

from hipspec.exchange.sizes import SIZES, Profile
from hipspec.language import Map

# Bytes of the shortest I1, with a DH_GROUP_LIST of up to five groups (RFC 7401 5.3.1).
I1_LENGTH = 48
R1_LENGTHS: Map[Profile, int] = Map(0, {profile: sizes["R1"] for profile, sizes in SIZES.items()})


def length_of_i1(wanted: int) -> int:
    """Return a length that an I1 can have: it may be padded, but is never shorter than its header and its list."""
    return wanted if wanted >= I1_LENGTH else I1_LENGTH
