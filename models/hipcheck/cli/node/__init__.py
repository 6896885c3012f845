"""`hipway node`: the reference implementation. It needs no prover, and its help imports nothing of it."""

from hipcheck.cli.lazy import LazyGroup

COMMANDS = {
    "keygen": "Make the key file of a host, and print its HIT.",
    "show": "Show the identity that a key file contains.",
    "up": "Run a node until it is asked to stop.",
    "status": "Show what a running node does.",
}

command = LazyGroup(
    name="node",
    package=__name__,
    summaries=COMMANDS,
    help="Run the Host Identity Protocol on this machine: HIPv2 inside UDP, by the RFCs.",
)
