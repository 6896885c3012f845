"""tshark reads the capture of a real run: each HIP packet, and with the keys beside it what is inside ESP."""

import asyncio
import resource
import stat
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hipway.engine.config import Config
from hipway.node.node import Node
from hipway.wire.numbers import EspSuite

Run = Callable[[Coroutine[Any, Any, None]], None]
Started = Callable[..., AbstractAsyncContextManager[Node]]
Captured = Callable[[str, int], tuple[Path, list[int]]]
Read = Callable[..., list[list[str]]]

HIP = ("hip.packet_type", "hip.version", "hip.checksum.status", "_ws.malformed", "_ws.expert.message")
ESP = ("esp.spi", "udp.payload")
# What tshark says of HOST_ID, which it reads as RFC 5201 has it, and of some ports.
WRONG_IN_TSHARK = ("algorithm type", "Trailing stray characters", "Possible traceroute")
EXCHANGE = ["1", "2", "3", "4", "18", "19"]
DATA = [b"first", b"second", bytes(1400)]


@pytest.fixture
def captured(run: Run, started: Started, tmp_path: Path) -> Captured:
    """Let two nodes meet, and return what the first one captured, and the ports of both."""

    def capture(address: str, suite: int) -> tuple[Path, list[int]]:
        file = tmp_path / "run.pcap"
        config = Config(esp_suites=(suite,), encrypt_host_id=False)
        ports: list[int] = []

        async def scenario() -> None:
            first = started("p-256", address, config=config, capture=file)
            async with started("ed25519", address) as bob, first as alice:
                ports.extend((alice.port, bob.port))
                await alice.connect(bob.hit, bob.endpoints)
                await alice.send_many(bob.hit, DATA)
                for _ in DATA:
                    await bob.send(*(await bob.receive()))
                await asyncio.gather(*(alice.receive() for _ in DATA))

        run(scenario())
        return file, ports

    return capture


def records(file: Path) -> list[str]:
    """Return the lines of the key log."""
    keys = file.with_name(file.name + ".keys")
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    return keys.read_text(encoding="ascii").splitlines()


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_each_packet_is_decoded(captured: Captured, tshark_fields: Read, address: str) -> None:
    file, ports = captured(address, EspSuite.AES_GCM_16)
    decode = [word for port in ports for word in ("-d", f"udp.port=={port},hip")]
    rows = tshark_fields(file, HIP, *decode, "-Y", "hip", "-E", "aggregator=|")
    assert [row[0] for row in rows] == EXCHANGE
    for _, version, checksum, malformed, messages in rows:
        assert (version, checksum, malformed) == ("2", "1", "")
        assert not [each for each in messages.split("|") if each and not any(w in each for w in WRONG_IN_TSHARK)]


@pytest.mark.parametrize("suite", [EspSuite.AES_GCM_16, EspSuite.AES_128_CBC_SHA256])
@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_the_keys_open_the_data(captured: Captured, tshark_fields: Read, address: str, suite: EspSuite) -> None:
    file, ports = captured(address, suite)
    keys = [word for line in records(file) for word in ("-o", f"uat:esp_sa:{line}")]
    read = ("-d", f"udp.port=={ports[0]},udpencap", "-o", "esp.enable_encryption_decode:TRUE", "-Y", "esp", *keys)
    rows = tshark_fields(file, ESP, *read)
    assert len({spi for spi, _ in rows}) == 2
    payloads = [bytes.fromhex(payload.rpartition(",")[2]) for _, payload in rows]
    assert sorted(payloads) == sorted(DATA * 2)


def test_the_check_value_is_that_of_rfc_4106(captured: Captured, tshark_fields: Read) -> None:
    """With 64-bit sequence numbers (RFC 7402 3.3.6), which tshark 4.0 can't check: RFC 4106 2 to 5, step by step."""
    file, _ = captured("127.0.0.1", EspSuite.AES_GCM_16)
    lines = [line.replace('"', "").split(",") for line in records(file)]
    material = {words[3]: bytes.fromhex(words[5].removeprefix("0x")) for words in lines}
    checked = 0
    for (payload,) in tshark_fields(file, ("udp.payload",)):
        packet = bytes.fromhex(payload)
        key = material.get(f"0x{packet[:4].hex()}")
        if key is not None:
            high = bytes(4)  # of the sequence number, which isn't sent
            AESGCM(key[:16]).decrypt(key[16:] + packet[8:16], packet[16:], packet[:4] + high + packet[4:8])
            checked += 1
    assert checked == 2 * len(DATA)


def test_a_capture_without_room_ends_and_the_node_goes_on(
    run: Run, started: Started, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "run.pcap"
    _, hard = before = resource.getrlimit(resource.RLIMIT_FSIZE)

    async def scenario() -> None:
        async with started("ed25519") as bob, started(capture=file) as alice:
            resource.setrlimit(resource.RLIMIT_FSIZE, (200, hard))
            await alice.connect(bob.hit, bob.endpoints)
            await alice.send_many(bob.hit, DATA)
            assert [(await bob.receive())[1] for _ in DATA] == DATA

    try:
        run(scenario())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    (told,) = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert told.startswith(f"the capture ends here: {file}: the capture can't be written: file too large")
    assert file.stat().st_size == 200
