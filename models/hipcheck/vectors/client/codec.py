"""What our codec answers."""

from collections.abc import Callable, Mapping
from typing import Any

from hipcheck.vectors.fields import LOCATORS, PARAMETERS
from hipcheck.vectors.model import Json
from hipway.wire import parameters as p
from hipway.wire.checksum import checksum
from hipway.wire.contents import check_contents
from hipway.wire.locators import Locator, UnknownLocator
from hipway.wire.packet import Packet, Received, build, parse
from hipway.wire.protection import covered, covered_mac2, covered_signature2
from hipway.wire.table import PARAMETERS as TABLE
from hipway.wire.udp import classify

_FIELDS = {kind: tuple(fields) for kind, _, fields in PARAMETERS}
_LOCATORS = {kind: tuple(fields) for kind, fields in LOCATORS}
_PLAIN = {"address", "locator", "i", "j", "opaque", "mac", "data", "signature", "host_identity", "domain_id"}
_BYTES = _PLAIN | {"public_value", "certificate", "relayed_address", "peer_address"}
COUNTER = 8


def packet_json(packet: Packet) -> Json:
    """Return a packet as JSON has it."""
    return {
        "type": packet.kind,
        "controls": packet.controls,
        "sender": packet.sender.hex(),
        "receiver": packet.receiver.hex(),
        "parameters": [_parameter_json(each) for each in packet.parameters],
    }


def _parameter_json(parameter: p.Parameter) -> Json:
    if isinstance(parameter, p.R1Counter):
        counter = parameter.counter.to_bytes(COUNTER, "big").hex()
        return {"type": parameter.type, "counter": counter, "reserved": parameter.reserved}
    fields = _FIELDS.get(parameter.type, ("data",))
    return {"type": parameter.type, **{name: _json(getattr(parameter, name)) for name in fields}}


def _json(value: Any) -> Any:  # noqa: ANN401  # any field
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, tuple):
        return [_json(each) for each in value]
    if isinstance(value, Locator | UnknownLocator):
        return _locator_json(value)
    return value


def _locator_json(locator: Locator | UnknownLocator) -> Json:
    common = {name: getattr(locator, name) for name in ("traffic_type", "lifetime", "preferred")}
    if isinstance(locator, UnknownLocator):
        return {"locator_type": locator.kind, **common, "locator": locator.locator.hex()}
    kind = 0 if locator.spi is None else 1 if locator.port is None else 2
    return {"locator_type": kind, **common, **{name: _json(getattr(locator, name)) for name in _LOCATORS[kind]}}


def packet_of(fields: Json) -> Packet:
    """Return the packet that JSON describes."""
    parameters = tuple(_parameter_of(each) for each in fields["parameters"])
    ends = bytes.fromhex(fields["sender"]), bytes.fromhex(fields["receiver"])
    return Packet(fields["type"], *ends, parameters, fields["controls"])


def _parameter_of(fields: Json) -> p.Parameter:
    values = {name: _value(name, value) for name, value in fields.items() if name != "type"}
    row = TABLE.get(fields["type"])
    if row is None:
        return p.Unknown(fields["type"], values["data"])
    if row.parameter is p.R1Counter:
        values["counter"] = int(fields["counter"], 16)
    kind: Callable[..., p.Parameter] = row.parameter
    return kind(**values)


def _value(name: str, value: Any) -> Any:  # noqa: ANN401  # any field
    if name in _BYTES and isinstance(value, str):
        return bytes.fromhex(value)
    if name == "addresses":
        return tuple(map(bytes.fromhex, value))
    if name == "locators":
        return tuple(map(_locator_of, value))
    return tuple(value) if isinstance(value, list) else value


def _locator_of(fields: Json) -> Locator | UnknownLocator:
    values = {name: _value(name, value) for name, value in fields.items() if name != "locator_type"}
    kind = fields["locator_type"]
    return Locator(**values) if kind in _LOCATORS else UnknownLocator(kind, **values)


# ------------------------------------------------------------------ operations


def _parse(given: Json) -> Json:
    return {"packet": packet_json(parse(bytes.fromhex(given["bytes"])).packet)}


def _build(given: Json) -> Json:
    return {"bytes": build(packet_of(given["packet"])).hex()}


def _check(given: Json) -> Json:
    check_contents(parse(bytes.fromhex(given["bytes"])))
    return {}


def _checksum(given: Json) -> Json:
    raw, source, destination = (bytes.fromhex(given[name]) for name in ("bytes", "source", "destination"))
    return {"checksum": checksum(raw, source, destination).to_bytes(2, "big").hex()}


def _classify(given: Json) -> Json:
    return {"holds": classify(bytes.fromhex(given["datagram"])).name}


COVERED: Mapping[str, type[p.Parameter]] = {
    "HIP_MAC": p.HipMac,
    "HIP_MAC_2": p.HipMac2,
    "HIP_SIGNATURE": p.HipSignature,
    "HIP_SIGNATURE_2": p.HipSignature2,
}


def _cover(given: Json) -> Json:
    received = parse(bytes.fromhex(given["bytes"]))
    at = received.offset(COVERED[given["parameter"]])
    if at is None:
        raise ValueError(f"there is no {given['parameter']}")
    return {"bytes": _of(received, given["parameter"], at, bytes.fromhex(given.get("host_id", ""))).hex()}


def _of(received: Received, name: str, at: int, host_id: bytes) -> bytes:
    if name == "HIP_SIGNATURE_2":
        return covered_signature2(received.raw, at)
    return covered_mac2(received.raw, at, host_id) if name == "HIP_MAC_2" else covered(received.raw, at)


ANSWERS: Mapping[str, Callable[[Json], Json]] = {
    "parse": _parse,
    "build": _build,
    "check": _check,
    "checksum": _checksum,
    "classify": _classify,
    "cover": _cover,
}
