"""Which exchanges there are: each combination of interest, and what follows a base exchange."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """An exchange.

    Attributes:
        name: what it shows.
        says: the same in a sentence.
        initiator, responder: the kinds of their identities.
        group: the Diffie-Hellman group; the lists of both ends begin with it.
        cipher: what hides the HOST_ID of the Initiator.
        esp_suite: what ESP is protected with.
        k: the difficulty of the puzzle.
        hidden: whether the HOST_ID of the Initiator is in ENCRYPTED.
        clauses: what it rests on.
        then: what follows the base exchange.
        trivial: why it shows little that another one doesn't; empty if it shows more.
    """

    name: str
    says: str
    initiator: str = "p-256"
    responder: str = "p-256"
    group: int = 7
    cipher: int = 2
    esp_suite: int = 13
    k: int = 2
    hidden: bool = True
    clauses: tuple[str, ...] = ("RFC 7401 4.1", "RFC 7401 6.6 to 6.10", "RFC 7402 5.2.1")
    then: tuple[str, ...] = ()
    trivial: str = ""


_KINDS = {"rsa-2048": "RSA", "p-256": "ECDSA P-256", "p-384": "ECDSA P-384", "ed25519": "Ed25519"}
_GROUPS = {3: "MODP 1536", 4: "MODP 3072", 11: "MODP 2048", 8: "P-384", 9: "P-521"}
_MOVE = ("RFC 8046 3.2.1", "RFC 8046 5.2 to 5.5")
_REKEY = ("RFC 7402 6.8 to 6.10",)
_CLOSE = ("RFC 7401 6.14", "RFC 7401 6.15")


def _identities() -> tuple[Plan, ...]:
    return tuple(
        Plan(
            f"base-{one}-{other}",
            f"A base exchange between {_KINDS[one]} and {_KINDS[other]}; the Responder's hash makes puzzle and keys.",
            one,
            other,
            trivial="" if one == other or "p-256" in {one, other} else "each end as in another exchange",
        )
        for one in _KINDS
        for other in _KINDS
    )


PLANS: tuple[Plan, ...] = (
    *_identities(),
    *(
        Plan(f"group-{number}", f"A base exchange in the group {name}.", group=number)
        for number, name in _GROUPS.items()
    ),
    Plan("cipher-null", "The HOST_ID of the Initiator in ENCRYPTED with the cipher NULL.", cipher=1),
    Plan("cipher-aes-256", "The HOST_ID of the Initiator in ENCRYPTED with AES-256-CBC.", cipher=4),
    Plan("host-id-in-the-open", "The HOST_ID of the Initiator in the open.", hidden=False),
    *(
        Plan(
            f"esp-{suite}",
            f"A base exchange that chooses the ESP suite {suite}.",
            esp_suite=suite,
            trivial="as another exchange but for a number",
        )
        for suite in (1, 7, 8, 9, 10, 11, 12)
    ),
    Plan("puzzle-0", "A puzzle of difficulty 0, which any #J solves.", k=0),
    Plan("puzzle-10", "A puzzle of difficulty 10.", k=10),
    Plan(
        "both-at-once",
        "Both ends send an I1; the one with the greater HIT answers, the other one stays the Initiator.",
        "p-256",
        "ed25519",
        clauses=("RFC 7401 4.4.3 Table 3", "RFC 7401 6.7 step 3"),
        then=("both",),
    ),
    Plan(
        "move",
        "The Initiator moves, and its new address is verified: three UPDATEs.",
        clauses=_MOVE,
        then=("move",),
    ),
    Plan("move-rsa", "The same with RSA.", "rsa-2048", "rsa-2048", clauses=_MOVE, then=("move",)),
    Plan("move-ed25519", "The same with Ed25519.", "ed25519", "ed25519", clauses=_MOVE, then=("move",)),
    Plan("move-back", "The Initiator moves, and moves on.", clauses=_MOVE, then=("move", "move")),
    Plan(
        "multihoming",
        "The Initiator has two addresses, and says so as soon as it may; the second one is verified.",
        clauses=("RFC 8046 3.3", "RFC 8046 5.2"),
        then=("several",),
    ),
    Plan("rekey", "Both SAs are replaced, with keys that the material has still.", clauses=_REKEY, then=("rekey",)),
    Plan(
        "rekey-fresh",
        "Both SAs are replaced, with a new Diffie-Hellman value of the Initiator.",
        clauses=_REKEY,
        then=("fresh",),
    ),
    Plan("close", "The Initiator closes the association.", clauses=_CLOSE, then=("close",)),
    Plan("close-rsa", "The same with RSA.", "rsa-2048", "rsa-2048", clauses=_CLOSE, then=("close",)),
    Plan(
        "life",
        "A base exchange, a move, two rekeyings and a close.",
        "p-384",
        "ed25519",
        clauses=(*_MOVE, *_REKEY, *_CLOSE),
        then=("move", "rekey", "fresh", "close"),
    ),
)
