"""The paper's own readdressing protocol of 2003: REA, AC, ACR (draft-nikander-hip-mm-00; the paper's section 5).

A mobile host lists its addresses in a signed REA; its peer sends an AC to each of them; the host answers each with an
ACR; an address carries data only after its ACR. There is no credit: an unverified address gets no data.

Left out, and why:

- Interfaces: a REA replaces the list of one interface. One interface is modelled, so it replaces the whole list. The
  lists of several interfaces don't touch each other.
- SPIs and new SAs, the timestamp of an AC, and what forwarding agents do: they bear on no property here.
- Retransmission of a REA to another address: the network may repeat and delay every packet as it is.
- The 16 bits of both identifiers: a REA_ID never wraps, an unpredictable AC_ID is never guessed. A REA_ID is a
  sequence number (the draft allows a nonce too, but *newest only* needs an order).
- Payload that arrives: without credit it earns nothing.
"""

from hipspec.hip.names import HIT, Address, Frame, Key, Nonce
from hipspec.language import Specification
from hipspec.network import attacker as network
from hipspec.network import places
from hipspec.paper import attacker, honest, rules
from hipspec.paper.history import History, initial_history, observe
from hipspec.paper.lemmas import LEMMAS
from hipspec.paper.packets import Packet
from hipspec.paper.properties import EXPECTED, PROPERTIES
from hipspec.paper.readings import READINGS, Readings
from hipspec.paper.sampling import SAMPLING
from hipspec.paper.scenarios import SCENARIOS, UNDISTURBED
from hipspec.paper.world import World, initial

RULES = (
    rules.announce_addresses,
    rules.receive_rea,
    rules.check_address,
    rules.answer_check,
    rules.receive_check_reply,
    rules.send_data,
)

ACTIONS = (
    honest.establish,
    honest.announce,
    honest.deliver_rea,
    honest.check,
    honest.deliver_ac,
    honest.deliver_acr,
    honest.send,
    places.take_address,
    places.wait,
    attacker.overhear,
    attacker.forge,
    network.send_copy,
    network.make_up_nonce,
    network.steal_session_key,
    network.steal_identity,
)

SPECIFICATION = Specification(
    name="paper",
    title="The readdressing protocol of 2003: REA, AC, ACR",
    world=World,
    history=History,
    readings_type=Readings,
    messages=(Packet,),
    initial=initial,
    initial_history=initial_history,
    observe=observe,
    rules=RULES,
    actions=ACTIONS,
    properties=PROPERTIES,
    lemmas=LEMMAS,
    expected=EXPECTED,
    readings=READINGS,
    scenarios=SCENARIOS,
    undisturbed=UNDISTURBED,
    universe={
        HIT: ("alice", "bob", "mallory"),
        Address: ("a1", "a2", "b1", "m1", "v1"),
        Nonce: (),
        Key: (),
        Frame: (),
    },
    sampling=SAMPLING,
)
