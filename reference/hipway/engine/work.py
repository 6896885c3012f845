"""The work that an engine has done, by kind: what an attacker can make it do is bounded, which is seen here."""

from dataclasses import dataclass

__all__ = ["Work"]


@dataclass(slots=True)
class Work:
    """Counts of operations.

    Attributes:
        hashes: of the puzzle and of its #I, made or checked; of #K = 0, which needs no hash, as if it did, and of a
            search in whole slices (`Config.puzzle_tries`).
        macs: HIP_MACs made or checked.
        diffie_hellman: public values made, and keys agreed.
        signatures: signatures made.
        verifications: signatures checked.
    """

    hashes: int = 0
    macs: int = 0
    diffie_hellman: int = 0
    signatures: int = 0
    verifications: int = 0
