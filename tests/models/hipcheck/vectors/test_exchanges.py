"""Whole exchanges: what both ends send fits together, is readable to tshark, and a wrong signature is seen."""

from __future__ import annotations

import copy
import typing

import pytest

from hipcheck.vectors.client.serving import answer
from hipcheck.vectors.exchanges.plans import PLANS
from hipcheck.vectors.exchanges.telling import Story, tell
from hipcheck.vectors.runner.comparing import Verdict, judge
from hipway.addresses import Endpoint, address_of
from hipway.node.pcap import PcapWriter
from hipway.wire.udp import MARKER, PORT

if typing.TYPE_CHECKING:
    from pathlib import Path

    from tests.models.hipcheck.vectors.conftest import Documents, Tool
    from tests.reference.conftest import TsharkFields

    from hipcheck.vectors.model import Json

ENDS = Endpoint(address_of("192.0.2.1"), PORT), Endpoint(address_of("192.0.2.2"), PORT)


def played(documents: Documents) -> dict[str, dict[str, Json]]:
    """The two sides of each exchange, by role."""
    found: dict[str, dict[str, Json]] = {}
    for vector in documents["exchanges"]:
        if vector["operation"] == "play":
            _, name, role = vector["id"].split("/")
            found.setdefault(name, {})[role] = vector
    return found


def sent_by(vector: Json) -> list[str]:
    return [each["bytes"] for step in vector["allowed"][0]["result"]["sent"] for each in step]


def heard_by(vector: Json) -> list[str]:
    return [event["bytes"] for event in vector["input"]["events"] if event["event"] == "receive"]


def test_each_end_hears_what_the_other_one_sends(documents: Documents) -> None:
    exchanges = played(documents)
    assert len(exchanges) == len(PLANS)
    for name, sides in exchanges.items():
        one, other = sides["initiator"], sides["responder"]
        assert sent_by(one) == heard_by(other), name
        assert sent_by(other) == heard_by(one), name
        assert one["input"]["peer"] != other["input"]["peer"]


def test_there_is_an_exchange_for_each_choice() -> None:
    """Each kind of identity at each end, each group, cipher and ESP suite, and what follows a base exchange."""
    kinds = {"rsa-2048", "p-256", "p-384", "ed25519"}
    assert {(plan.initiator, plan.responder) for plan in PLANS} >= {(a, b) for a in kinds for b in kinds}
    assert {plan.group for plan in PLANS} == {3, 4, 7, 8, 9, 11}
    assert {plan.cipher for plan in PLANS} == {1, 2, 4}
    assert {plan.esp_suite for plan in PLANS} == {1, 7, 8, 9, 10, 11, 12, 13}
    assert {plan.hidden for plan in PLANS} == {True, False}
    assert {what for plan in PLANS for what in plan.then} == {"both", "move", "several", "rekey", "fresh", "close"}


def test_packets_are_what_tshark_reads(tshark_fields: TsharkFields, tmp_path: Path, documents: Documents) -> None:
    """Types of packets and parameters; the checksum is zero, as in UDP."""
    raws = [bytes.fromhex(raw) for sides in played(documents).values() for raw in sent_by(sides["initiator"])]
    raws += [bytes.fromhex(raw) for sides in played(documents).values() for raw in sent_by(sides["responder"])]
    with (tmp_path / "all.pcap").open("wb") as file:
        writer = PcapWriter(file)
        for raw in raws:
            writer.write(0, *ENDS, MARKER + raw)
    fields = ("hip.packet_type", "hip.type", "hip.checksum.status", "_ws.malformed")
    rows = tshark_fields(tmp_path / "all.pcap", fields, "-Eoccurrence=a", "-Eaggregator=,")
    assert len(rows) == len(raws)
    for raw, (kind, types, status, malformed) in zip(raws, rows, strict=True):
        assert (int(kind), status, malformed) == (raw[2], "1", "")
        assert [int(each) for each in types.split(",")] == walked(raw)


def walked(raw: bytes) -> list[int]:
    """The types of parameters, by the formula of RFC 7401 5.2.1."""
    found, place = [], 40
    while place < len(raw):
        length = int.from_bytes(raw[place + 2 : place + 4], "big")
        found.append(int.from_bytes(raw[place : place + 2], "big"))
        place += 11 + length - (length + 3) % 8
    return found


def test_macs_and_keys_are_those_of_openssl(openssl: Tool) -> None:
    """The HIP_MAC of each I2, and the keying material that its key comes from."""
    for plan in [plan for plan in PLANS if plan.responder != "ed25519"]:
        vector = next(each for each in tell(plan) if each.operation == "play" and each.id.endswith("initiator"))
        given = vector.given or {}
        digest = {"rsa-2048": "sha256"}.get(plan.responder, "sha384")
        j = vector.input["secrets"]["j"]
        hits = sorted((vector.input["peer"], i2_of(vector.document())[16:48]))
        options = [
            f"digest:{digest}",
            f"hexkey:{given['kij']}",
            f"hexsalt:{given['i'] + j}",
            f"hexinfo:{''.join(hits)}",
        ]
        words = [word for option in options for word in ("-kdfopt", option)]
        size = len(given["keymat"]) // 2
        assert (
            openssl("kdf", "-keylen", str(size), *words, "HKDF").decode().replace(":", "").strip().lower()
            == (given["keymat"])
        )
        raw = bytes.fromhex(i2_of(vector.document()))
        at = raw.index(bytes.fromhex("f041")) if plan.initiator else 0
        length = int.from_bytes(raw[at + 2 : at + 4], "big")
        covered = raw[:1] + bytes((at // 8 - 1,)) + raw[2:at]
        key = given["initiator_mac"]
        shown = openssl("mac", "-macopt", f"hexkey:{key}", "-digest", digest, "HMAC", data=covered)
        assert shown.decode().strip().lower() == raw[at + 4 : at + 4 + length].hex(), plan.name


def i2_of(vector: Json) -> str:
    return next(raw for raw in sent_by(vector) if raw[4:6] == "03")


@pytest.fixture
def rsa(documents: Documents) -> Json:
    """An exchange of which a side signs with RSA."""
    return copy.deepcopy(played(documents)["close-rsa"]["initiator"])


def verdict(vector: Json, change: int | None) -> Verdict:
    """What becomes of our answer with one byte changed in the CLOSE: counted from the begin of its signature."""
    given = answer({name: vector[name] for name in ("id", "operation", "input")})
    (close,) = given["result"]["sent"][-2]
    if change is not None:
        at = vector["allowed"][0]["result"]["sent"][-2][0]["signature_at"] + change
        raw = bytearray.fromhex(close["bytes"])
        raw[at] ^= 1
        close["bytes"] = raw.hex()
    return judge(vector, given).verdict


def test_a_randomized_signature_is_verified_and_not_compared(rsa: Json) -> None:
    expected = rsa["allowed"][0]["result"]["sent"][-2][0]
    given = answer({name: rsa[name] for name in ("id", "operation", "input")})["result"]["sent"][-2][0]
    assert given["bytes"] != expected["bytes"]
    assert verdict(rsa, None) is Verdict.PASS


@pytest.mark.parametrize("change", [6, 20, 261, 5, -1, -40])
def test_a_wrong_signature_and_what_stands_before_it_are_seen(rsa: Json, change: int) -> None:
    """In the signature, in its algorithm, in the MAC, in the echo."""
    assert verdict(rsa, change) is Verdict.FAIL


def test_a_signature_of_another_packet_is_seen(rsa: Json) -> None:
    given = answer({name: rsa[name] for name in ("id", "operation", "input")})
    given["result"]["sent"][-2][0]["bytes"] = given["result"]["sent"][1][0]["bytes"]
    assert judge(rsa, given).verdict is Verdict.FAIL
    del given["result"]["sent"]
    assert judge(rsa, given).verdict is Verdict.FAIL


def test_a_puzzle_of_difficulty_10_took_work() -> None:
    story = Story(next(plan for plan in PLANS if plan.name == "puzzle-10"))
    assert story.ends.plan.k == 10
    assert story.ends.j != story.ends.i
