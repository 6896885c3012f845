"""`hipway vectors`: questions to any implementation, in any language, with the answers that are right."""

from hipcheck.cli.lazy import LazyGroup

COMMANDS = {
    "write": "Write the vectors, their schemas and what they cover into a folder.",
    "check": "Ask an implementation, and compare its answers.",
    "serve": "Answer on standard input and output, as our own implementation does.",
    "template": "Print a client to begin with, in Python or in C.",
}

command = LazyGroup(
    name="vectors",
    package=__name__,
    summaries=COMMANDS,
    help="Test vectors for implementations of HIPv2: codec, cryptography, whole exchanges, steps of the state machine.",
)
