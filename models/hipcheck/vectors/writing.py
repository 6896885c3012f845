"""Writing the vectors: the same bytes each time."""

import functools
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from hipcheck.vectors import ciphering, codec, contents, exchanges, groups, hashing, keying, malformed, schema, signing
from hipcheck.vectors.model import FORMAT, VERSION, Json, Vector, named
from hipcheck.vectors.operations import OPERATIONS

MAKERS: Mapping[str, Callable[[], Iterable[Vector]]] = {
    "codec": lambda: chain(codec.vectors(), malformed.vectors(), contents.vectors()),
    "crypto": lambda: chain(
        hashing.vectors(), groups.vectors(), keying.vectors(), ciphering.vectors(), signing.vectors()
    ),
    "exchanges": exchanges.vectors,
    "steps": lambda: _steps(),  # noqa: PLW0108  # it stands below
}
"""What makes the vectors of each file."""


def _steps() -> Iterator[Vector]:
    from hipcheck.vectors.steps import cells, rules  # noqa: PLC0415  # these alone need the prover, which is an extra

    yield from cells.vectors()
    yield from rules.vectors()


@functools.cache
def of_file(name: str) -> tuple[Vector, ...]:
    """Return the vectors of one file."""
    return tuple(named({name: MAKERS[name]()})[name])


def all_vectors() -> dict[str, tuple[Vector, ...]]:
    """Return all vectors, by the file that they stand in."""
    return {name: of_file(name) for name in MAKERS}


def text_of(document: Json) -> str:
    """Return a document as it is written: one line for each vector, so that a difference is easy to see."""
    vectors = document.get("vectors")
    if vectors is None:
        return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    head = json.dumps({**document, "vectors": []}, separators=(",", ":"))
    lines = ",\n".join(json.dumps(vector, separators=(",", ":"), ensure_ascii=False) for vector in vectors)
    return f"{head[:-2]}\n{lines}\n]}}\n"


def documents(vectors: Mapping[str, Sequence[Vector]]) -> Iterator[tuple[str, str]]:
    """Yield each file by its name with its text."""
    entries = []
    for name, each in vectors.items():
        listed = [vector.document() for vector in each]
        text = text_of({"format": FORMAT, "version": VERSION, "kind": name, "vectors": listed})
        digest = hashlib.sha256(text.encode()).hexdigest()
        trivial = sum(bool(vector.trivial) for vector in each)
        entries.append({"file": f"{name}.json", "vectors": len(each), "trivial": trivial, "sha256": digest})
        yield f"{name}.json", text
    operations = {name: operation.says for name, operation in OPERATIONS.items()}
    manifest = {"format": FORMAT, "version": VERSION, "files": entries, "operations": operations}
    yield "manifest.json", text_of(manifest)
    yield "coverage.json", text_of(certificate(vectors))
    for name, document in schemas().items():
        yield f"schema/{name}.schema.json", text_of(document)


def certificate(vectors: Mapping[str, Sequence[Vector]]) -> Json:
    """Return what the vectors cover."""
    from hipcheck.vectors.coverage import coverage  # noqa: PLC0415  # it needs the prover

    return coverage(vectors)


def schemas() -> dict[str, Json]:
    """Return the schemas by the name of what they describe."""
    return {
        "vectors": schema.vectors_schema(),
        "manifest": schema.manifest_schema(),
        "protocol": schema.protocol_schema(),
        "coverage": schema.coverage_document(),
    }


def write(folder: Path, vectors: Mapping[str, Sequence[Vector]]) -> int:
    """Write everything into a folder, and return how many bytes that is.

    Raises:
        OSError: it can't be written.
    """
    size = 0
    for name, text in documents(vectors):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        size += len(text.encode())
    return size
