"""How a packet reads: in the notation of the RFCs, `UPDATE(SEQ 0, ESP_INFO, LOCATOR_SET a2*, ECHO_REQUEST n3)`.

Packets are found by their fields, not by the specification that they belong to. A field that nothing here knows is
shown under its own name.
"""

import dataclasses
from enum import Enum
from typing import Any

from hipcheck.ladder.changes import is_record, shown
from hipspec.language import Map, Maybe

# The names that the RFCs and the drafts give to fields.
PARAMETERS = {
    "sequence": "SEQ",
    "acknowledges": "ACK",
    "esp": "ESP_INFO",
    "locators": "LOCATOR_SET",
    "locator": "LOCATOR_SET",
    "origin": "FROM",
    "via": "VIA_RVS",
}
# The header: who, from where, to where; the arrow shows it. Who made the packet is told by `protection`.
HEADER = frozenset({"kind", "sender", "receiver", "source", "destination", "mac", "signer"})
# What only payload has.
PAYLOAD = frozenset({"epoch", "number", "size"})


def packet_label(packet: object) -> str:
    """Return how a packet reads."""
    kind = getattr(packet, "kind", None)
    name = shown(kind) if isinstance(kind, Enum) else type(packet).__name__
    if isinstance(kind, Enum) and kind.name == "DATA":
        return payload_label(name, packet)
    fields = [field.name for field in _fields(packet) if field.name not in HEADER | PAYLOAD and _tells(packet, field)]
    parameters = [label for field in fields if (label := parameter_label(field, getattr(packet, field)))]
    return f"{name}({', '.join(parameters)})" if parameters else name


def _tells(packet: object, field: Any) -> bool:  # noqa: ANN401  # untyped in the standard library
    """Whether a field is worth showing: one that has the value it has by default is not there, so to say."""
    return field.default is dataclasses.MISSING or getattr(packet, field.name) != field.default


def payload_label(name: str, packet: object) -> str:
    """Return how payload reads: `data 100 bytes`, with its SA and its ESP number unless they are the first."""
    epoch, number = (getattr(packet, field, 0) for field in ("epoch", "number"))
    size = getattr(packet, "size", getattr(packet, "length", 0))
    which = [f"SA {epoch}"] if epoch > 1 else []
    which += [f"number {number}"] if number else []
    return f"{name} {size} bytes" + (f" ({', '.join(which)})" if which else "")


def parameter_label(field: str, value: Any) -> str:  # noqa: ANN401  # a parameter of any type
    """Return how one parameter reads; nothing if it is absent."""
    name = PARAMETERS.get(field, field.upper())
    if isinstance(value, Maybe):
        return parameter_label(field, value.value) if value.present else ""
    if isinstance(value, Map):
        return f"{name} {_list_label(value, {}, None)}" if any(value.items()) else ""
    if isinstance(getattr(value, "entries", None), Map):
        places = {shown(key): place for place, key in getattr(value, "order", Map(None)).items()}
        return f"{name} {_list_label(value.entries, places, getattr(value, 'preferred', None))}"
    if hasattr(value, "old") and hasattr(value, "new"):
        return name if value.old == value.new else f"{name} {value.old}->{value.new}"
    return f"{name} {shown(value)}"


def _list_label(entries: Map[Any, Any], places: dict[str, int], preferred: Maybe[Any] | None) -> str:
    """Return the addresses of a list in their order: the preferred one with a star, each with its lifetime."""
    found = []
    for key, entry in entries.items():
        if getattr(entry, "listed", True):
            star = "*" if preferred is not None and preferred.present and preferred.value == key else ""
            lifetime = getattr(entry, "lifetime", None)
            bounded = lifetime.present if isinstance(lifetime, Maybe) else lifetime is not None
            place = getattr(entry, "position", places.get(shown(key), 0))
            found.append((place, shown(key), f"{star}({shown(lifetime)} s)" if bounded else star))
    return " ".join(address + marks for _, address, marks in sorted(found)) or "of no address"


def protection(packet: object, claimed: bool) -> list[str]:  # noqa: FBT001  # read by name where it is called
    """Return what the maker of a packet shows for it: whose name it bears, under which key and signature.

    Args:
        packet: a packet that the attacker made.
        claimed: whether it bears the name of somebody else.
    """
    words = []
    if claimed and hasattr(packet, "sender"):
        words.append(f"it bears the name of {shown(packet.sender)}")
    for field, name in (("mac", "MAC"), ("signer", "signature")):
        value = getattr(packet, field, None)
        if value is not None:
            absent = isinstance(value, Maybe) and not value.present
            words.append(f"no {name}" if absent else f"{name} made with {field_of_key(field, value)}")
    return words


def field_of_key(field: str, value: object) -> str:
    """Return how the key of a MAC or a signature reads."""
    return f"the key {shown(value)}" if field == "mac" else f"the identity of {shown(value)}"


def _fields(packet: Any) -> tuple[dataclasses.Field[Any], ...]:  # noqa: ANN401  # any record
    return dataclasses.fields(packet) if is_record(packet) else ()
