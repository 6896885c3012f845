"""The abstraction names every field of both sides, and nothing else."""

import dataclasses

from hipcheck.lockstep.hip.state import FIELDS, LEFT_OUT, LOCATOR_FIELDS, OUTSTANDING_FIELDS
from hipspec.hip import association as specification
from hipway.engine import association as engine


def names(kind: type) -> set[str]:
    """Return the fields of a dataclass."""
    return {field.name for field in dataclasses.fields(kind)}


def test_each_field_of_the_engine_is_mapped_or_has_a_reason() -> None:
    assert FIELDS.keys() == names(engine.Association)
    assert LOCATOR_FIELDS.keys() == names(engine.PeerLocator)
    assert OUTSTANDING_FIELDS.keys() == names(engine.Outstanding)


def test_each_field_of_the_specification_is_mapped_or_has_a_reason() -> None:
    mapped = " ".join(FIELDS.values())
    for name in names(specification.Association):
        assert name in LEFT_OUT or f"`{name}`" in mapped or f"`{name}." in mapped, name
    assert LEFT_OUT.keys() <= names(specification.Association)
