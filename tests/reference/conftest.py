"""Keys that several tests use: making them takes longer than what is tested."""

import pytest

from hipway.identity import KINDS, PrivateIdentity, generate


@pytest.fixture(scope="session")
def identities() -> dict[str, PrivateIdentity]:
    """One identity of each kind that a test can have quickly."""
    return {kind: generate(kind) for kind in KINDS if kind != "rsa-3072"}
