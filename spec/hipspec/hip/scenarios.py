"""Scenarios: named runs that must come out as they say, the figures of the paper among them.

Call one with the specification, and with readings if you want others than the default, and it is played from the
beginning: `SCENARIOS["move"](SPECIFICATION)` returns the finished run, or raises `ScenarioError`.
"""

from hipspec.hip.scenarios_credit import CREDIT
from hipspec.hip.scenarios_figures import FIGURES
from hipspec.hip.scenarios_hostile import HOSTILE
from hipspec.hip.scenarios_moving import MOVING
from hipspec.hip.scenarios_updates import UPDATES

SCENARIOS = {scenario.name: scenario for scenario in (*FIGURES, *MOVING, *UPDATES, *CREDIT, *HOSTILE)}

# In these an attacker tries something, or the network or a change of owners gets in the way.
DISTURBED = {
    "figure_3_address_stealing",
    "figure_4_address_flooding",
    "address_changes_owner",
    *(scenario.name for scenario in (*UPDATES, *HOSTILE)),
}
UNDISTURBED = frozenset(SCENARIOS.keys() - DISTURBED)
