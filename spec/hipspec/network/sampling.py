"""Arguments worth trying that are the same for every protocol, for random walks of the executable specification."""

from collections.abc import Mapping
from random import Random
from typing import Any

from hipspec.network.names import Frame
from hipspec.network.world import World


def sent_frames(random: Random, world: World, names: Mapping[type, list[Any]]) -> list[Frame]:
    """Suggest the transmissions that exist."""
    del random, names
    return [frame for frame, _ in world.environment.sent.items()]
