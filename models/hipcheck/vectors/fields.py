"""Packets and parameters as JSON has them: the fields of each type, by the names of the RFCs' figures.

Bytes are hexadecimal digits. What doesn't fit the whole numbers that every JSON reader keeps exactly (R1_COUNTER) is
hexadecimal too. Reserved fields don't appear, but for R1_COUNTER's, which an I2 echoes.
"""

from collections.abc import Mapping
from typing import Any

from hipcheck.vectors.model import Json

HEX = "^([0-9a-f]{2})*$"


def hexes(size: int | None = None, what: str = "") -> Json:
    """Return the schema of bytes, of a size if one is given."""
    found: Json = {"type": "string", "pattern": HEX if size is None else f"^[0-9a-f]{{{2 * size}}}$"}
    return found | ({"description": what} if what else {})


def number(bits: int, what: str = "") -> Json:
    """Return the schema of a whole number that fits so many bits."""
    found: Json = {"type": "integer", "minimum": 0, "maximum": (1 << bits) - 1}
    return found | ({"description": what} if what else {})


def listed(kind: Json, what: str = "") -> Json:
    """Return the schema of a list."""
    found: Json = {"type": "array", "items": kind}
    return found | ({"description": what} if what else {})


def text(what: str = "") -> Json:
    """Return the schema of a text."""
    return {"type": "string"} | ({"description": what} if what else {})


def record(fields: Mapping[str, Json], what: str = "", optional: tuple[str, ...] = ()) -> Json:
    """Return the schema of an object that has these fields and no others."""
    found: Json = {
        "type": "object",
        "additionalProperties": False,
        "required": [name for name in fields if name not in optional],
        "properties": dict(fields),
    }
    return found | ({"description": what} if what else {})


def ref(name: str) -> Json:
    """Return a reference to a definition."""
    return {"$ref": f"#/$defs/{name}"}


_N1, _N2, _N4 = number(8), number(16), number(32)
_DATA = {"data": hexes()}
_MAC = {"mac": hexes()}
_SIGNATURE = {"algorithm": _N2, "signature": hexes()}
_HOST_ADDRESS = {"port": _N2, "protocol": _N1, "address": hexes(16)}
_REGISTRATION = {"lifetime": _N1, "types": listed(_N1)}

# type, name, fields
PARAMETERS: tuple[tuple[int, str, Mapping[str, Json]], ...] = (
    (65, "ESP_INFO", {"keymat_index": _N2, "old_spi": _N4, "new_spi": _N4}),
    (129, "R1_COUNTER", {"counter": hexes(8), "reserved": _N4}),
    (193, "LOCATOR_SET", {"locators": listed(ref("locator"))}),
    (257, "PUZZLE", {"k": _N1, "lifetime": _N1, "opaque": hexes(2), "i": hexes()}),
    (321, "SOLUTION", {"k": _N1, "opaque": hexes(2), "i": hexes(), "j": hexes()}),
    (385, "SEQ", {"update_id": _N4}),
    (449, "ACK", {"update_ids": listed(_N4)}),
    (511, "DH_GROUP_LIST", {"groups": listed(_N1)}),
    (513, "DIFFIE_HELLMAN", {"group": _N1, "public_value": hexes()}),
    (579, "HIP_CIPHER", {"ciphers": listed(_N2)}),
    (608, "NAT_TRAVERSAL_MODE", {"modes": listed(_N2)}),
    (610, "TRANSACTION_PACING", {"min_ta": _N4}),
    (641, "ENCRYPTED", _DATA),
    (705, "HOST_ID", {"algorithm": _N2, "host_identity": hexes(), "domain_id_type": number(4), "domain_id": hexes()}),
    (715, "HIT_SUITE_LIST", {"suites": listed(number(4))}),
    (768, "CERT", {"group": _N1, "count": _N1, "id": _N1, "kind": _N1, "certificate": hexes()}),
    (832, "NOTIFICATION", {"kind": _N2, "data": hexes()}),
    (897, "ECHO_REQUEST_SIGNED", _DATA),
    (930, "REG_INFO", {"min_lifetime": _N1, "max_lifetime": _N1, "types": listed(_N1)}),
    (932, "REG_REQUEST", _REGISTRATION),
    (934, "REG_RESPONSE", _REGISTRATION),
    (936, "REG_FAILED", {"failure": _N1, "types": listed(_N1)}),
    (950, "REG_FROM", _HOST_ADDRESS),
    (961, "ECHO_RESPONSE_SIGNED", _DATA),
    (2049, "TRANSPORT_FORMAT_LIST", {"formats": listed(_N2)}),
    (4095, "ESP_TRANSFORM", {"suites": listed(_N2)}),
    (4650, "RELAYED_ADDRESS", _HOST_ADDRESS),
    (4660, "MAPPED_ADDRESS", _HOST_ADDRESS),
    (
        4680,
        "PEER_PERMISSION",
        {
            "relayed_port": _N2,
            "peer_port": _N2,
            "protocol": _N1,
            "relayed_address": hexes(16),
            "peer_address": hexes(16),
            "outbound_spi": _N4,
            "inbound_spi": _N4,
        },
    ),
    (4700, "CANDIDATE_PRIORITY", {"priority": _N4}),
    (4710, "NOMINATE", {}),
    (61505, "HIP_MAC", _MAC),
    (61569, "HIP_MAC_2", _MAC),
    (61633, "HIP_SIGNATURE_2", _SIGNATURE),
    (61697, "HIP_SIGNATURE", _SIGNATURE),
    (63425, "ECHO_RESPONSE_UNSIGNED", _DATA),
    (63661, "ECHO_REQUEST_UNSIGNED", _DATA),
    (63998, "RELAY_FROM", _HOST_ADDRESS),
    (64002, "RELAY_TO", _HOST_ADDRESS),
    (65498, "FROM", {"address": hexes(16)}),
    (65500, "RVS_HMAC", _MAC),
    (65502, "VIA_RVS", {"addresses": listed(hexes(16))}),
    (65520, "RELAY_HMAC", _MAC),
)

_LOCATOR = {"traffic_type": _N1, "lifetime": _N4, "preferred": {"type": "boolean"}}
# Locator Type, fields
LOCATORS: tuple[tuple[int, Mapping[str, Json]], ...] = (
    (0, {"address": hexes(16)}),
    (1, {"spi": _N4, "address": hexes(16)}),
    (2, {"port": _N2, "protocol": _N1, "kind": _N1, "priority": _N4, "spi": _N4, "address": hexes(16)}),
)
UNKNOWN_LOCATOR: Mapping[str, Json] = {"locator": hexes()}


def definitions() -> Json:
    """Return the schemas of a packet, of each parameter and of a locator, by name."""
    known = [kind for kind, _, _ in PARAMETERS]
    kinds = [record({"type": {"const": kind}} | dict(fields), what) for kind, what, fields in PARAMETERS]
    other = record({"type": {**_N2, "not": {"enum": known}}} | _DATA, "a parameter of a type that is not known")
    types = [kind for kind, _ in LOCATORS]
    locators = [record({"locator_type": {"const": kind}} | _LOCATOR | dict(fields)) for kind, fields in LOCATORS]
    unknown = record({"locator_type": {**_N1, "not": {"enum": types}}} | _LOCATOR | dict(UNKNOWN_LOCATOR))
    return {
        "packet": record(
            {
                "type": _N1,
                "controls": number(16, "only what is valid in this type of packet; other bits are zero"),
                "sender": hexes(16),
                "receiver": hexes(16),
                "parameters": listed(ref("parameter")),
            },
            "a HIP packet without its checksum",
        ),
        "parameter": {"oneOf": [*kinds, other]},
        "locator": {"oneOf": [*locators, unknown], "description": "an entry of LOCATOR_SET (RFC 8046 4, 5770 5.7)"},
    }


def parameter(name: str, **values: Any) -> Json:  # noqa: ANN401  # any JSON
    """Return a parameter by name, with its fields in the order of the table.

    Raises:
        ValueError: there is no such parameter, or it has other fields.
    """
    row = next((row for row in PARAMETERS if row[1] == name), None)
    if row is None or set(row[2]) != set(values):
        raise ValueError(f"{name} has other fields than {sorted(values)}")
    return {"type": row[0], **{field: values[field] for field in row[2]}}
