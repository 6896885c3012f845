"""Files with a private key: PEM, PKCS #8 (RFC 5958), without passphrase, for the owner alone."""

import contextlib
import os
import stat
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from hipway.crypto.faults import UnsupportedIdentity
from hipway.identity import PrivateIdentity, from_key

OWNER_ONLY = 0o600
OTHERS = 0o077
LARGEST = 65_536


class KeyFileError(Exception):
    """A key file that can't be read or written.

    Args:
        path: the file.
        what: what is wrong.
        remedy: what to do about it.
    """

    def __init__(self, path: Path, what: str, remedy: str) -> None:
        """Say all three in one line."""
        super().__init__(f"{path}: {what}: {remedy}")
        self.path = path


def write(path: Path, identity: PrivateIdentity) -> None:
    """Write a new key file, which only its owner may read; an existing one stays as it is."""
    text = identity.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, OWNER_ONLY)
    except FileExistsError:
        raise KeyFileError(path, "exists already", "a key is never overwritten; take another name") from None
    except OSError as error:
        raise _from_system(path, error, "take a folder that you may write to") from None
    try:
        with os.fdopen(number, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        with contextlib.suppress(OSError):
            path.unlink()
        raise _from_system(path, error, "nothing was kept") from None


def read(path: Path) -> PrivateIdentity:
    """Read a key file.

    A file that belongs to us must be closed to everybody else, as ssh has it.
    """
    text = _text(path)
    try:
        return from_key(load_pem_private_key(text, None))
    except TypeError:
        remedy = f"write it without: openssl pkcs8 -topk8 -nocrypt -in {path} -out NEW"
        raise KeyFileError(path, "needs a passphrase", remedy) from None
    except UnsupportedIdentity as error:
        raise KeyFileError(path, error.what, "take a key made by `hipway node keygen`") from None
    except (ValueError, UnsupportedAlgorithm):
        remedy = "a PEM file is wanted (-----BEGIN PRIVATE KEY-----), as `hipway node keygen` makes it"
        raise KeyFileError(path, "contains no private key", remedy) from None


def _text(path: Path) -> bytes:
    """Return what a file contains; it is looked at as it was opened, so that nobody puts another one there."""
    try:
        # A named pipe that nobody writes to must not stop us.
        number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            _check(path, os.fstat(number))
            with os.fdopen(number, "rb", closefd=False) as file:
                return file.read(LARGEST)
        finally:
            os.close(number)
    except FileNotFoundError:
        raise KeyFileError(path, "isn't there", f"make one: hipway node keygen {path}") from None
    except OSError as error:
        raise _from_system(path, error, "the user who runs the node must be able to read it") from None


def _check(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise KeyFileError(path, "is no regular file", "name the file that contains the key")
    if status.st_uid == os.geteuid() and status.st_mode & OTHERS:
        mode = stat.S_IMODE(status.st_mode)
        raise KeyFileError(path, f"can be read or written by others (mode {mode:04o})", f"chmod 600 {path}")


def _from_system(path: Path, error: OSError, remedy: str) -> KeyFileError:
    return KeyFileError(path, (error.strerror or str(error)).lower(), remedy)
