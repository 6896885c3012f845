"""Stories of keys for data that are renewed (RFC 7402 6.8 to 6.10).

The specification of the exchange has an UPDATE for it, whatever that says; that of updates has one list where an engine
takes two halves. So which keys are in use is compared by no view. But what is sent must be sealed with keys that follow
in the KEYMAT of the exchange, computed here once more, and what is handed on is what was sealed.
"""

from collections.abc import Mapping

from hipcheck.lockstep.exchange.events import Arrive, Connect, Event, Rekey, Send, Tick, Wait
from hipcheck.lockstep.exchange.stage import ADDRESSES

__all__ = ["KEYS"]

MET: tuple[Event, ...] = (
    Connect("alice", "bob", ADDRESSES["bob"][0]),
    *(Arrive(f"{number}.0") for number in range(1, 5)),
)

KEYS: Mapping[str, tuple[Event, ...]] = {
    "keys for data are renewed by one end, and data goes on": (
        *MET,
        Send("alice", "bob"),
        Arrive("6.0"),
        Rekey("alice", "bob"),
        Send("alice", "bob"),
        Arrive("8.0"),
        Arrive("10.0"),
        Arrive("10.1"),
        Send("alice", "bob", 100),
        Send("bob", "alice", 100),
        Arrive("13.0"),
        Arrive("14.0"),
        Arrive("9.0"),
        Arrive("8.0"),
        Arrive("11.0"),
        Send("bob", "alice"),
        Arrive("20.0"),
        Arrive("13.0"),
    ),
    "keys for data are renewed by both ends at once, and what is lost is sent again": (
        *MET,
        Send("alice", "bob"),
        Arrive("6.0"),
        Rekey("alice", "bob"),
        Rekey("bob", "alice"),
        Arrive("9.0"),
        Wait(1),
        Tick("alice"),
        Tick("bob"),
        Arrive("12.0.0"),
        Arrive("13.0.0"),
        Arrive("14.0"),
        Arrive("15.0"),
        Send("alice", "bob", 100),
        Send("bob", "alice", 100),
        Arrive("18.0"),
        Arrive("19.0"),
        Rekey("bob", "alice"),
        Arrive("22.0"),
        Arrive("23.0"),
        Arrive("23.1"),
        Send("alice", "bob", 1),
        Arrive("26.0"),
        Arrive("24.0"),
        Send("bob", "alice"),
        Arrive("29.0"),
        Arrive("18.0"),
    ),
}
