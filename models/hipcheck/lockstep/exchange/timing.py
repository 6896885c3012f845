"""When the engine's timers run out: the specification has no time, the configuration has (RFC 7401 4.4.2, 4.4.3)."""

from collections.abc import Mapping
from dataclasses import dataclass

from hipcheck.lockstep.exchange.stage import CONFIG
from hipspec.exchange.association import Association
from hipspec.exchange.states import State
from hipspec.network.names import Pair

__all__ = ["FOREVER", "LASTS", "TIMERS", "Repeats", "Timers"]

FOREVER = 1 << 60

LASTS: Mapping[State, int] = {
    State.R2_SENT: int(CONFIG.exchange_complete),  # 4.4.2, table 5
    State.CLOSING: int(CONFIG.unused_lifetime + CONFIG.segment_lifetime),  # table 7
    State.CLOSED: int(CONFIG.unused_lifetime + 2 * CONFIG.segment_lifetime),  # table 8
    State.E_FAILED: int(CONFIG.failed_lifetime),  # table 9
}
"""How long a state lasts by itself, in seconds."""

TIMERS: Mapping[str, str] = {
    "repeat_i1": "the I1 is sent again when it was waited for an answer (`retry_first`, doubled each time)",
    "repeat_i2": "the I2 is sent again when it was waited for an answer (`retry_first`, doubled each time)",
    "repeat_close": "the CLOSE is sent again when it was waited for an answer (`retry_first`, doubled each time)",
    "fail_i1": "the last I1 is given up when it was waited for an answer",
    "fail_i2": "the last I2 is given up when it was waited for an answer",
    "complete": "R2-SENT lasts for the exchange complete time (EC)",
    "fail_closing": "CLOSING lasts for UAL + MSL",
    "forget": "CLOSED lasts for UAL + 2 MSL",
    "try_again": "E-FAILED lasts for a time of its own",
    "close": "an association that is not used lasts for the unused association lifetime (UAL)",
}
"""The timers, by the action of the specification that a host takes when they run out."""

SAYS_AGAIN = {"repeat_i1", "repeat_i2", "repeat_close"}
GIVES_UP = {"fail_i1", "fail_i2"}
OVER = {"complete", "fail_closing", "forget", "try_again"}
USES = {"deliver_r2", "deliver_i2", "deliver_first", "deliver_update", "send"}
MOST = {State.I1_SENT: CONFIG.i1_retries, State.I2_SENT: CONFIG.i2_retries, State.CLOSING: CONFIG.close_retries}


@dataclass
class Timer:
    """What an association waits for: the next time it says something again, the end of its state, and of its use."""

    again: int = FOREVER
    over: int = FOREVER
    unused: int = FOREVER


class Timers:
    """The timers of all associations."""

    def __init__(self) -> None:
        """Begin with none."""
        self._of: dict[Pair, Timer] = {}

    def due(self, action: str, pair: Pair) -> int:
        """Return from when on an engine may take a step by itself."""
        timer = self._of.get(pair, Timer())
        if action in SAYS_AGAIN | GIVES_UP:
            return timer.again
        if action in OVER:
            return timer.over
        return timer.unused if action == "close" else 0

    def latest(self, pair: Pair) -> int:
        """Return until when something must have happened."""
        timer = self._of.get(pair, Timer())
        return min(timer.again, timer.over, timer.unused)

    def used(self, pair: Pair, now: int) -> None:
        """Data of the peer came."""
        timer = self._of.get(pair)
        if timer is not None and timer.unused < FOREVER:
            timer.unused = now + int(CONFIG.unused_lifetime)

    def pause(self, pair: Pair) -> None:
        """Wait for nothing: there is a puzzle to be solved first."""
        self._of.setdefault(pair, Timer()).again = FOREVER

    def restart(self, pair: Pair, association: Association, now: int) -> None:
        """Begin to wait anew before an I1 is sent again: a host has moved, or has not solved a puzzle in time."""
        wait = min(int(CONFIG.retry_first) << association.tries, int(CONFIG.retry_longest))
        self._of.setdefault(pair, Timer()).again = now + wait

    def took(self, action: str, pair: Pair, before: Association, after: Association, now: int) -> None:
        """Start the timers that a step starts."""
        timer = self._of.setdefault(pair, Timer())
        state = after.state
        entered = state is not before.state or action in {"deliver_repeated_i2", "deliver_i2", "deliver_newer_r1"}
        if entered and not (action == "deliver_repeated_i2" and state is State.ESTABLISHED):
            timer.over = now + LASTS[state] if state in LASTS else FOREVER
            timer.again = FOREVER
        if after.tries and (entered or action in SAYS_AGAIN) and state in MOST:
            wait = min(int(CONFIG.retry_first) << (after.tries - 1), int(CONFIG.retry_longest))
            last = state is State.CLOSING and after.tries > MOST[state]
            timer.again = FOREVER if last else now + wait
        if state not in {State.R2_SENT, State.ESTABLISHED}:
            timer.unused = FOREVER
        elif action in USES or timer.unused == FOREVER:
            timer.unused = now + int(CONFIG.unused_lifetime)


class Repeats:
    """UPDATEs that wait for their ACK: how often each was sent, and when last (RFC 7401 6.11)."""

    def __init__(self) -> None:
        """Begin with none."""
        self._of: dict[Pair, dict[bytes, tuple[int, int]]] = {}

    def due(self, pair: Pair, update: bytes) -> int:
        """Return from when on an UPDATE may be sent again; at once if it was never sent."""
        tries, at = self._of.get(pair, {}).get(update, (0, 0))
        return at + min(int(CONFIG.retry_first) << (tries - 1), int(CONFIG.retry_longest)) if tries else 0

    def sent(self, pair: Pair, update: bytes, now: int) -> None:
        """Note that an UPDATE was sent."""
        tries, _ = self._of.setdefault(pair, {}).get(update, (0, 0))
        self._of[pair][update] = (tries + 1, now)

    def given_up(self, pair: Pair) -> int:
        """Return from when on a peer may be given up: an UPDATE of it was repeated as often as may be."""
        spent = [update for update, (tries, _) in self._of.get(pair, {}).items() if tries > CONFIG.update_retries]
        return min((self.due(pair, update) for update in spent), default=FOREVER)
