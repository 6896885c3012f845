"""Settings and hosts files: what is read, and what a wrong one is answered with."""

import dataclasses
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hipway import keyfile
from hipway.addresses import Endpoint, address_of
from hipway.engine.config import Config
from hipway.identity import PrivateIdentity
from hipway.keyfile import KeyFileError
from hipway.node import hosts
from hipway.node.faults import SettingsError
from hipway.node.settings import TABLES, load

Write = Callable[..., Path]

EXAMPLE = Path(__file__).parents[3] / "docs" / "example"
HIT = "2001:22:97d5:c8b1:3c62:f2b2:8d52:ae1c"
OTHER = "2001:25:97d5:c8b1:3c62:f2b2:8d52:ae1c"
KEYS = '[node]\nkeys = ["key"]\n'


@pytest.fixture
def write(tmp_path: Path, identities: dict[str, PrivateIdentity]) -> Write:
    """Write a key, settings and hosts into a folder; return where the settings are."""
    keyfile.write(tmp_path / "key", identities["p-256"])

    def write(settings: str, known: str = "") -> Path:
        (tmp_path / "hosts").write_text(known, encoding="utf-8")
        path = tmp_path / "node.toml"
        path.write_text(settings, encoding="utf-8")
        return path

    return write


def test_what_is_left_out_is_as_the_standards_recommend(
    write: Write, identities: dict[str, PrivateIdentity], tmp_path: Path
) -> None:
    settings = load(write(KEYS))
    assert settings.config == Config()
    assert [each.public.hit for each in settings.identities] == [identities["p-256"].public.hit]
    assert settings.network.port == 10500
    assert settings.control == tmp_path / "control.sock"


def test_every_table_is_taken(write: Write) -> None:
    text = f"""
        [node]
        keys = ["key"]
        hosts = "hosts"
        connect = ["bob", "{OTHER}"]
        [network]
        port = 20500
        listen = ["127.0.0.1", "::1"]
        [log]
        level = "debug"
        format = "json"
        [engine]
        groups = [8, 7]
        r1_rate = 5
        encrypt_host_id = false
    """
    known = f"""
        # name HIT addresses
        bob    {HIT} 192.0.2.1 [2001:db8::1]:10501 2001:db8::2  # ours
        carol  {OTHER} rendezvous=192.0.2.9:1
    """
    settings = load(write(text, known))
    expected = Config(port=20500, groups=(8, 7), r1_rate=5, encrypt_host_id=False)
    assert settings.config == expected
    assert settings.listen == (address_of("127.0.0.1"), address_of("::1"))
    bob, carol = settings.hosts
    assert bob.endpoints == (
        Endpoint(address_of("192.0.2.1"), 20500),
        Endpoint(address_of("2001:db8::1"), 10501),
        Endpoint(address_of("2001:db8::2"), 20500),
    )
    assert carol.rendezvous == Endpoint(address_of("192.0.2.9"), 1)
    assert settings.connect == (bob.hit, carol.hit)
    assert settings.hosts.hit("bob") == settings.hosts.hit(HIT) == address_of(HIT)
    assert (settings.log.level, settings.log.format) == ("debug", "json")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", r"object missing required field node"),
        ("[node]\n", r"\[node\]: object missing required field keys"),
        ("[node]\nkeys = []", r"\[node\] keys: .*hipway node keygen"),
        ("[node]\nkeys = 'key'", r"\[node\] keys: expected array, got str"),
        ("[node]\nkeys = = 1", r"is not TOML: .*line 2"),
        (KEYS + "[netwrk]\n", r"netwrk: no such table\. Did you mean network\? Allowed: node, network, log, engine"),
        (KEYS + "[network]\nprot = 1", r"\[network\] prot: no such key\. Did you mean port\? Allowed: port, listen, "),
        (KEYS + "[network]\nport = '1'", r"\[network\] port: expected int, got str"),
        (KEYS + "[network]\nport = 65536", r"\[network\] port: expected int <= 65535"),
        (KEYS + "[network]\nlisten = ['localhost']", r"\[network\] listen: 'localhost'"),
        (KEYS + "[log]\nlevel = 'loud'", r"\[log\] level: invalid enum value 'loud'. Allowed: debug, info,"),
        (KEYS + "[engine]\nport = 1", r"\[engine\] port: .* stands in \[network\]"),
        (KEYS + "[engine]\ntell_keys = true", r"\[engine\] tell_keys: .*--pcap"),
        (KEYS + "[engine]\ni1_retries = -1", r"\[engine\]: i1_retries is -1; it may be 0 to"),
        (KEYS + "[engine]\ngroups = [99]", r"\[engine\]: groups names 99, which is not known"),
        (KEYS + "[engine]\nesp_suites = []", r"\[engine\]: esp_suites is empty"),
        (KEYS + "hosts = 'nowhere'", r"nowhere: can't be read: no such file or directory"),
        (KEYS + "connect = ['dave']", r"\[node\] connect: 'dave' is no HIT.*no host has this name"),
        (KEYS + f"connect = ['{HIT}']", r"\[node\] connect: .* has no address in the hosts file"),
    ],
)
def test_wrong_settings(write: Write, text: str, said: str) -> None:
    path = write(text)
    with pytest.raises(SettingsError, match=said) as caught:
        load(path)
    assert str(caught.value).startswith(str(path.parent))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("bob", "a line is: NAME HIT"),
        ("bob 2001:db8::1", "2001:db8::1 is no HIT: HITs begin with 2001:2"),
        ("bob 1.2.3.4", "'1.2.3.4' is no HIT"),
        (f"bob {HIT} example.org", "'example.org' is no address: write"),
        (f"bob {HIT} 192.0.2.1:0", "a port is a number from 1 to 65535"),
        (f"bob {HIT} [2001:db8::1]:http", "a port is a number from 1 to 65535"),
        (f"bob {HIT} 224.0.0.1", "is not the address of one host"),
        (f"bob {HIT} rendezvous=192.0.2.1 rendezvous=192.0.2.2", "a host has one rendezvous server"),
        (f"alice {OTHER}", "earlier line, of alice"),
        (f"bob {HIT[:-1]}d\nbobby {HIT[:-1]}d", "earlier line, of bob"),
    ],
)
def test_a_wrong_line_of_the_hosts_file(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "hosts"
    path.write_text(f"# comment\n\nalice {HIT} 192.0.2.1\n{line}\n", encoding="utf-8")
    number = 4 + line.count("\n")
    with pytest.raises(SettingsError, match=re.escape(said)) as caught:
        hosts.read(path, 10500)
    assert str(caught.value).startswith(f"{path}:{number}: ")


def test_a_missing_file_is_named(tmp_path: Path, write: Write) -> None:
    with pytest.raises(SettingsError, match=r"absent\.toml: isn't there"):
        load(tmp_path / "absent.toml")
    with pytest.raises(KeyFileError, match=r"other: isn't there: make one: hipway node keygen"):
        load(write('[node]\nkeys = ["other"]'))


def test_each_number_of_the_engine_can_be_set() -> None:
    fields = {field.name for field in dataclasses.fields(Config)}
    assert fields - set(TABLES["engine"]) == {"port", "tell_keys"}


def test_the_example_of_the_documentation_is_right(tmp_path: Path, identities: dict[str, PrivateIdentity]) -> None:
    folder = shutil.copytree(EXAMPLE, tmp_path / "example")
    keyfile.write(folder / "host.key", identities["p-256"])
    settings = load(folder / "node.toml")
    assert [settings.hosts.name(hit) for hit in settings.connect] == ["bob"]
    text = (folder / "node.toml").read_text(encoding="utf-8")
    left_out = re.sub(r"^# (?=\w+ = )", "", text, flags=re.MULTILINE)
    assert left_out != text
    (folder / "node.toml").write_text(left_out, encoding="utf-8")
    assert load(folder / "node.toml") == settings  # what stands behind a # is how it is anyway


def test_the_same_key_twice(write: Write) -> None:
    with pytest.raises(SettingsError, match=r"\[node\] keys: the same key twice$"):
        load(write('[node]\nkeys = ["key", "key"]\n'))
