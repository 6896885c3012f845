"""Who takes part in the scenarios, where they sit, and what each of them offers and accepts."""

from hipspec.exchange.association import Policy
from hipspec.exchange.lengths import I1_LENGTH
from hipspec.exchange.names import Cipher, Group, Suite, Transport
from hipspec.exchange.sizes import PADDED_I1, Profile
from hipspec.language import Map
from hipspec.network.names import NOBODY, Address, Host

# The cast: who follows the rules, and who doesn't.
ALICE, BOB, CAROL, DAVE = Host("alice"), Host("bob"), Host("carol"), Host("dave")
MALLORY, TRUDY = Host("mallory"), Host("trudy")
HONEST = (ALICE, BOB, CAROL, DAVE)
# Where everybody sits at first, and where nobody does.
A1, B1, C1, D1, M1, M2 = Address("a1"), Address("b1"), Address("c1"), Address("d1"), Address("m1"), Address("m2")
A2, B2, V1 = Address("a2"), Address("b2"), Address("v1")
HOMES = {ALICE: A1, BOB: B1, CAROL: C1, DAVE: D1, MALLORY: M1, TRUDY: M2}
SEATS = Map(NOBODY, {address: host for host, address in HOMES.items()})

STRONG, WEAK = Group("strong"), Group("weak")
AES, NULL = Cipher("aes"), Cipher("null")
ESP, OTHER = Transport("esp"), Transport("other")
RSA, ECDSA = Suite("rsa"), Suite("ecdsa")

# Where two hosts initiate at once, the one with the greater HIT becomes the Responder.
VALUES = Map(0, {ALICE: 1, MALLORY: 2, BOB: 3, CAROL: 4, DAVE: 5, TRUDY: 6})
# Only Carol's HIT is of a suite that Bob doesn't know.
SUITES = Map(RSA, {CAROL: ECDSA})

PROFILE = Profile.ECDSA_P256_GROUP_7
# An I1 that is answered under either reading, and the shortest one, which is not.
PADDED, SHORT = PADDED_I1[PROFILE], I1_LENGTH

ALICES = Policy(
    groups=Map(0, {STRONG: 1, WEAK: 2}),
    ciphers=Map(0, {AES: 1, NULL: 2}),
    transports=Map(0, {ESP: 1, OTHER: 2}),
    suites=Map(0, {RSA: 1, ECDSA: 2}),
    profile=PROFILE,
)
BOBS = Policy(
    groups=Map(0, {STRONG: 1, WEAK: 2}),
    ciphers=Map(0, {NULL: 1, AES: 2}),
    transports=Map(0, {OTHER: 1, ESP: 2}),
    suites=Map(0, {RSA: 1}),
    profile=PROFILE,
)
CAROLS = Policy(
    groups=Map(0, {WEAK: 1, STRONG: 2}),
    ciphers=Map(0, {NULL: 1}),
    transports=Map(0, {OTHER: 1}),
    suites=Map(0, {ECDSA: 1, RSA: 2}),
    profile=PROFILE,
)
DAVES = Policy(
    groups=Map(0, {WEAK: 1}),
    ciphers=Map(0, {AES: 1}),
    transports=Map(0, {ESP: 1}),
    suites=Map(0, {RSA: 1}),
    profile=PROFILE,
)
NOTHING_OFFERED = Policy(groups=Map(0), ciphers=Map(0), transports=Map(0), suites=Map(0), profile=PROFILE)
POLICIES = Map(NOTHING_OFFERED, {ALICE: ALICES, BOB: BOBS, CAROL: CAROLS, DAVE: DAVES})
