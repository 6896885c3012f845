"""Key files: their rights, and what is said of each file that is none."""

import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from hipway import keyfile
from hipway.identity import PrivateIdentity
from hipway.keyfile import KeyFileError

Identities = dict[str, PrivateIdentity]


@pytest.fixture
def identity(identities: Identities) -> PrivateIdentity:
    return identities["p-256"]


def closed(path: Path, text: bytes) -> Path:
    """Write a file with the rights that a key file must have."""
    path.write_bytes(text)
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("kind", ["rsa-2048", "p-256", "p-384", "ed25519"])
def test_what_is_written_is_read(identities: Identities, tmp_path: Path, kind: str) -> None:
    keyfile.write(tmp_path / "key", identities[kind])
    assert keyfile.read(tmp_path / "key").public == identities[kind].public


def test_only_the_owner_may_read_it_whatever_the_umask(identity: PrivateIdentity, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        keyfile.write(tmp_path / "key", identity)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_a_file_is_never_overwritten(identity: PrivateIdentity, tmp_path: Path) -> None:
    path = closed(tmp_path / "key", b"precious")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for name in (path, tmp_path / "link"):
        with pytest.raises(KeyFileError, match="exists already"):
            keyfile.write(name, identity)
    assert path.read_bytes() == b"precious"
    assert not (tmp_path / "elsewhere").exists()


def test_half_a_file_is_not_left(identity: PrivateIdentity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(number: int) -> None:
        del number
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KeyFileError, match="no space left on device"):
        keyfile.write(tmp_path / "key", identity)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_named(identity: PrivateIdentity, tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="no such file or directory"):
        keyfile.write(tmp_path / "none" / "key", identity)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o777])
def test_a_file_that_is_open_to_others_is_refused(identity: PrivateIdentity, tmp_path: Path, mode: int) -> None:
    keyfile.write(tmp_path / "key", identity)
    (tmp_path / "key").chmod(mode)
    with pytest.raises(KeyFileError, match=f"mode 0{mode:o}.*chmod 600"):
        keyfile.read(tmp_path / "key")


def test_each_file_that_is_no_key_is_refused_with_what_to_do(identity: PrivateIdentity, tmp_path: Path) -> None:
    encrypted = identity.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"word"))
    weak = rsa.generate_private_key(65537, 1024)  # noqa: S505  # which is why it is refused
    public = load_pem_private_key(encrypted, b"word").public_key()
    files = {
        "passphrase": closed(tmp_path / "encrypted", encrypted),
        "RSA key of 1024 bits": closed(
            tmp_path / "weak", weak.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        ),
        "no private key": closed(
            tmp_path / "public", public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        ),
        "BEGIN PRIVATE KEY": closed(tmp_path / "noise", bytes(range(256)) * 1000),
        "hipway node keygen": tmp_path / "none",
        "regular file": tmp_path,
    }
    for what, path in files.items():
        with pytest.raises(KeyFileError, match=what) as caught:
            keyfile.read(path)
        assert str(caught.value).startswith(f"{path}: ")


def test_a_named_pipe_does_not_stop_us(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(KeyFileError, match="regular file"):
        keyfile.read(tmp_path / "pipe")
