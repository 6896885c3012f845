"""What is written: the same bytes each time, by a strict schema, with names that stay."""

import copy
import hashlib
import json
import os
import pathlib
import subprocess
import sys
from collections.abc import Iterator

import pytest
from jsonschema import Draft202012Validator
from tests.models.hipcheck.vectors.conftest import Documents

from hipcheck.vectors.model import Json
from hipcheck.vectors.operations import OPERATIONS

Written = dict[str, bytes]
Path = tuple[str | int, ...]
MOST = 5_000_000  # bytes


def write(folder: pathlib.Path, seed: str) -> Written:
    """What a process of its own writes, whose hashes of texts have a seed."""
    command = [sys.executable, "-m", "hipcheck.cli", "vectors", "write", str(folder)]
    subprocess.run(command, check=True, timeout=400, env={**os.environ, "PYTHONHASHSEED": seed})
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """What is written once."""
    return write(tmp_path_factory.mktemp("once"), "1")


def test_the_same_bytes_are_written_each_time(written: Written, tmp_path: pathlib.Path) -> None:
    again = write(tmp_path, "2")
    assert written.keys() == again.keys()
    assert [name for name in written if written[name] != again[name]] == []


def test_all_files_together_are_under_5_megabytes(written: Written) -> None:
    assert sum(map(len, written.values())) < MOST


def test_the_manifest_lists_each_file_of_vectors(written: Written) -> None:
    manifest = json.loads(written["manifest.json"])
    for entry in manifest["files"]:
        text = written[entry["file"]]
        assert hashlib.sha256(text).hexdigest() == entry["sha256"]
        vectors = json.loads(text)["vectors"]
        assert (len(vectors), sum("trivial" in each for each in vectors)) == (entry["vectors"], entry["trivial"])
    assert manifest["operations"].keys() == OPERATIONS.keys()


def schema_of(written: Written, name: str) -> Json:
    found: Json = json.loads(written[f"schema/{name}.schema.json"])
    Draft202012Validator.check_schema(found)
    return found


def errors(schema: Json, vector: Json, operation: str) -> list[str]:
    """What is wrong with one vector; asked of the schema of its operation, whose messages say more."""
    own = {"$ref": f"#/$defs/vector-{operation}", "$defs": schema["$defs"]}
    return [error.message for error in Draft202012Validator(own).iter_errors(vector)]


def test_each_vector_is_as_the_schema_says(written: Written, documents: Documents) -> None:
    schema = schema_of(written, "vectors")
    everything = [each for vectors in documents.values() for each in vectors]
    wrong = {each["id"]: errors(schema, each, each["operation"]) for each in everything}
    assert {name: found for name, found in wrong.items() if found} == {}


def test_files_are_as_their_schemas_say(written: Written) -> None:
    for name in [file for file in written if "/" not in file]:
        document = json.loads(written[name])
        kind = "vectors" if "vectors" in document else name.removesuffix(".json")
        if kind == "vectors":
            document["vectors"] = document["vectors"][:20]  # the test above asks them all
        Draft202012Validator(schema_of(written, kind)).validate(document)


def test_requests_are_as_the_schema_of_the_protocol_says(written: Written, documents: Documents) -> None:
    schema = schema_of(written, "protocol")
    one_of_each = {each["operation"]: each for vectors in documents.values() for each in vectors}
    assert one_of_each.keys() == OPERATIONS.keys()
    for vector in one_of_each.values():
        request = {name: vector[name] for name in ("id", "operation", "input")}
        Draft202012Validator(schema).validate(request)
        assert not Draft202012Validator(schema).is_valid({**request, "more": 1})
    answers: list[Json] = [{"result": {}}, {"refused": "RFC 7401 5.1", "why": "x"}, {"unsupported": "x"}]
    for answer in answers:
        Draft202012Validator(schema).validate({"id": "x", **answer})
    assert not Draft202012Validator(schema).is_valid({"id": "x"})


def objects(value: object, path: Path = ()) -> Iterator[Path]:
    """The places of all objects in a document."""
    if isinstance(value, dict):
        yield path
        for name, each in value.items():
            yield from objects(each, (*path, name))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from objects(each, (*path, number))


def at(value: Json, path: Path) -> Json:
    for part in path:
        value = value[part]  # type: ignore[index]  # an index of a list, or the name of a field
    return value


FREE = {"after", "arguments", "world", "given", "sends"}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_schema_allows_nothing_that_it_does_not_name(
    written: Written, documents: Documents, operation: str
) -> None:
    """A field more is refused wherever there is an object, and each field is missed but for the optional ones."""
    schema = schema_of(written, "vectors")
    vector = next(each for vectors in documents.values() for each in vectors if each["operation"] == operation)
    optional = {"given", "covers", "trivial", "host_id", "mac_key", "signature_at", "packet"}
    for path in objects(vector):
        if (operation == "rule" and set(path) & FREE) or "given" in path:
            continue  # fields of the specification have the names that they have there
        more = copy.deepcopy(vector)
        at(more, path)["more"] = 0
        assert errors(schema, more, operation), path
        for name in at(vector, path):
            less = copy.deepcopy(vector)
            del at(less, path)[name]
            assert errors(schema, less, operation) or name in optional or "events" in path, (path, name)


def test_names_are_unique_and_say_what_is_asked(documents: Documents) -> None:
    names = [each["id"] for vectors in documents.values() for each in vectors]
    assert len(names) == len(set(names))
    for file, vectors in documents.items():
        assert all(each["id"].startswith(f"{file}/") for each in vectors)


def test_what_is_trivial_says_why(documents: Documents) -> None:
    trivial = [each["trivial"] for vectors in documents.values() for each in vectors if "trivial" in each]
    assert all(len(why) > 10 for why in trivial)
    count = sum(map(len, documents.values()))
    assert len(trivial) < count / 3


def test_a_vector_that_is_refused_by_its_length_alone_is_trivial(documents: Documents) -> None:
    """Held against the bytes: what is shorter than its Header Length says, or is no header, needs no codec."""
    for vector in documents["codec"]:
        if vector["operation"] == "parse" and "refused" in vector["allowed"][0]:
            raw = bytes.fromhex(vector["input"]["bytes"])
            alone = len(raw) < 40 or ((raw[1] + 1) * 8 > len(raw) and "length-greatest" not in vector["id"])
            assert not alone or "trivial" in vector, vector["id"]
