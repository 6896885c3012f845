"""`python -m benchmarks [NAME ...]`: measure and print. `ablation` takes minutes and runs only when it is named."""

import argparse
import os
import platform
import sys
import sysconfig
from collections.abc import Callable, Iterator

from benchmarks.ablation import ablation
from benchmarks.datagrams import datagrams
from benchmarks.exchange import exchange
from benchmarks.flood import flood
from benchmarks.growth import growth
from benchmarks.idle import idle
from benchmarks.measure import FailedError
from benchmarks.nodes import nodes
from benchmarks.others import others
from benchmarks.processes import cold, startup
from benchmarks.readdress import readdress
from benchmarks.rechecking import rechecking
from benchmarks.responder import puzzle, responder
from benchmarks.spreading import spreading

SECTIONS: dict[str, tuple[str, Callable[[], Iterator[str]]]] = {
    "startup": ("Start-up, whole process", startup),
    "cold": ("Proofs, whole process, nothing kept from before", cold),
    "others": ("The size that other provers were measured on, whole process", others),
    "growth": ("Growth, in one process", growth),
    "spreading": ("Speed-up, whole process", spreading),
    "rechecking": ("Second solver, in one process", rechecking),
    "exchange": ("The base exchange, both ends in one process", exchange),
    "responder": ("R1s from the pool, in one process", responder),
    "puzzle": ("Puzzles", puzzle),
    "readdress": ("A change of address", readdress),
    "datagrams": ("ESP in UDP", datagrams),
    "flood": ("10,000 spoofed I1s a second for 10 s", flood),
    "nodes": ("Application data between two nodes", nodes),
    "idle": ("Memory of idle associations", idle),
    "ablation": ("Ablation", ablation),
}
SLOW = ("ablation",)


def main() -> int:
    """Measure what was asked for, print each table when it is there, and say if something failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"what to measure: {', '.join(SECTIONS)}")
    names = parser.parse_args().names or [name for name in SECTIONS if name not in SLOW]
    unknown = [name for name in names if name not in SECTIONS]
    if unknown:
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    optimized = "--enable-optimizations" in str(sysconfig.get_config_var("CONFIG_ARGS"))
    built = "" if optimized else ", built without --enable-optimizations"
    say(f"Python {platform.python_version()}{built}, {platform.machine()}, {os.cpu_count()} cores")
    failed = False
    for name in names:
        title, measured = SECTIONS[name]
        say(f"\n{title} ({name})\n")
        try:
            for line in measured():
                say(line)
        except FailedError as error:
            say(f"error: {error}")
            failed = True
    return 1 if failed else 0


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
