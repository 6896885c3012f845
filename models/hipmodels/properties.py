"""What kind of property a function is."""

from hipmodels.lift.source import Function
from hipspec.language.rules import Label, Part


def label_of(function: Function) -> Label:
    """Return what the decorator of a function wrote down."""
    label = getattr(function, "__label__", None)
    if not isinstance(label, Label):
        msg = f"{function.__module__}.{function.__qualname__} has no decorator that says what it is"
        raise TypeError(msg)
    return label


def is_step_property(function: Function) -> bool:
    """Whether a property speaks of a step, not of a state."""
    return label_of(function).part in (Part.STEP, Part.EXPECTED_ATTACK)


def kind_of(function: Function) -> str:
    """Return "property", "lemma" or "step", as reports name them."""
    part = label_of(function).part
    return "step" if is_step_property(function) else "lemma" if part is Part.LEMMA else "property"
