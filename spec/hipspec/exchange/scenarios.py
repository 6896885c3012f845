"""Scenarios: named runs that must come out as they say.

Call one with the specification, and with readings if you want others than its own, and it is played from the
beginning: `SCENARIOS["a_base_exchange"](SPECIFICATION)` returns the finished run, or raises `ScenarioError`.
"""

from hipspec.exchange.scenarios_ending import ENDING
from hipspec.exchange.scenarios_hostile import HOSTILE
from hipspec.exchange.scenarios_identities import IDENTITIES
from hipspec.exchange.scenarios_impossible import IMPOSSIBLE
from hipspec.exchange.scenarios_late import LATE
from hipspec.exchange.scenarios_opening import OPENING

SCENARIOS = {scenario.name: scenario for scenario in (*OPENING, *ENDING, *LATE, *HOSTILE, *IDENTITIES, *IMPOSSIBLE)}

# In these an attacker tries something, a packet arrives twice, or the standards are read in another way.
DISTURBED = {
    "no_group_in_common",
    "a_limit_on_r1s",
    "data_while_closed",
    "a_close_that_fails",
    "a_notice",
    *(scenario.name for scenario in (*LATE, *HOSTILE, *IDENTITIES, *IMPOSSIBLE)),
}
UNDISTURBED = frozenset(SCENARIOS.keys() - DISTURBED)
