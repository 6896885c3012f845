"""A client to begin with: it answers the requests of `hipway vectors check`.

One request stands on each line of standard input, and one answer goes to each line of standard output. To answer
another operation, write a function and name it in OPERATIONS. It needs nothing but Python 3.9.

    hipway vectors check python3 client.py
"""

import hashlib
import json
import sys
from typing import Any

Json = dict[str, Any]
HASHES = {1: hashlib.sha256, 2: hashlib.sha384, 3: hashlib.sha1}
MARKER, KEEPALIVE, COOKIE = bytes(4), b"\xff", b"\x21\x12\xa4\x42"
STUN_HEADER, STUN_TYPES, ESP_HEADER = 20, 0x40, 8


class UnsupportedError(Exception):
    """This client can't be asked that."""


class RefusedError(Exception):
    """The input must be refused; the text is the clause that says so."""


def hash_of(given: Json) -> Json:
    """Return RHASH of some bytes."""
    if given["suite"] not in HASHES:
        raise UnsupportedError(f"HIT suite {given['suite']}")
    return {"hash": HASHES[given["suite"]](bytes.fromhex(given["data"])).hexdigest()}


def classify(given: Json) -> Json:
    """Say what a UDP datagram on port 10500 holds."""
    data = bytes.fromhex(given["datagram"])
    length = len(data) - STUN_HEADER
    if data.startswith(MARKER):
        return {"holds": "HIP"}
    if data == KEEPALIVE:
        return {"holds": "KEEPALIVE"}
    if length >= 0 and data[0] < STUN_TYPES and data[2:4] == length.to_bytes(2, "big") and data[4:8] == COOKIE:
        return {"holds": "STUN"}
    return {"holds": "ESP" if len(data) >= ESP_HEADER else "NOTHING"}


OPERATIONS = {"hash": hash_of, "classify": classify}


def answer(request: Json) -> Json:
    """Return the answer to a request."""
    operation = OPERATIONS.get(request["operation"])
    if operation is None:
        return {"id": request["id"], "unsupported": request["operation"]}
    try:
        return {"id": request["id"], "result": operation(request["input"])}
    except UnsupportedError as error:
        return {"id": request["id"], "unsupported": str(error)}
    except RefusedError as error:
        return {"id": request["id"], "refused": str(error)}


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()
