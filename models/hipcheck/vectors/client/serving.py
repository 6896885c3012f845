"""Requests in, answers out: one line of JSON each."""

import json
from collections.abc import Callable, Mapping
from typing import TextIO

from hipcheck.vectors.client import codec, crypto, playing, stepping
from hipcheck.vectors.client.faults import Unsupported
from hipcheck.vectors.model import Json
from hipway.crypto.faults import PeerFaultError
from hipway.wire.refusal import Malformed

ANSWERS: Mapping[str, Callable[[Json], Json]] = {
    **codec.ANSWERS,
    **crypto.ANSWERS,
    **playing.ANSWERS,
    **stepping.ANSWERS,
}


def serve(requests: TextIO, answers: TextIO, answering: Callable[[Json], Json] | None = None) -> None:
    """Answer each request until there are no more, as our implementation does or in some other way."""
    for line in requests:
        found = (answering or answer)(json.loads(line))
        answers.write(json.dumps(found, separators=(",", ":")) + "\n")
        answers.flush()


def answer(request: Json) -> Json:
    """Return the answer to a request."""
    found: Json = {"id": request["id"]}
    operation = ANSWERS.get(request["operation"])
    if operation is None:
        return found | {"unsupported": f"there is no operation {request['operation']}"}
    try:
        return found | {"result": operation(request["input"])}
    except Unsupported as error:
        return found | {"unsupported": str(error)}
    except (Malformed, PeerFaultError) as error:
        return found | {"refused": error.clause, "why": error.what}
