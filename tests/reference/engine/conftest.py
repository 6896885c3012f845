"""Makes the simulated network importable, and identities that are made once."""

import sys
from pathlib import Path

import pytest

from hipway.identity import PrivateIdentity, generate

sys.path.insert(0, str(Path(__file__).parents[3]))  # the root folder: `tests.reference.engine`


@pytest.fixture(scope="session")
def keys() -> list[PrivateIdentity]:
    """Identities in the order of their HITs."""
    return sorted((generate("p-256") for _ in range(4)), key=lambda identity: identity.public.hit)
