"""Rendezvous servers, and hosts that move at the same time (RFC 8004, RFC 8003, RFC 8046 3.2.3).

A client registers with a server and keeps it informed of where it is. The server passes on I1s for the client, and
UPDATEs: so two hosts that have moved at the same time, and lost each other, find each other again. Without a server
they do not.

Left out, and why:

- The base exchange but for its first two packets: it is proved in `hipspec.exchange`. Here it is one step, `establish`.
- The verification of an address, several addresses of one host, credit: proved in `hipspec.hip`. Here it is one guard,
  whether the peer answered from there.
- REG_INFO, REG_FAILED and the bounds of a lifetime: a server here registers whoever has an association with it, for as
  long as it asks. Registration in the I2 instead of an UPDATE: the first UPDATE does the same.
- Chains of servers: RFC 8004 4.2.3 leaves them out of its scope.
- Which checksums are computed again: they guard against noise.
"""

from hipspec.language import Specification
from hipspec.network import attacker as network
from hipspec.network import places
from hipspec.network.names import Address, Frame, Host, Key
from hipspec.rendezvous import attacker, honest, meeting, moving
from hipspec.rendezvous.history import History, initial_history, observe
from hipspec.rendezvous.lemmas import LEMMAS
from hipspec.rendezvous.packets import Packet
from hipspec.rendezvous.properties import EXPECTED, PROPERTIES
from hipspec.rendezvous.readings import READINGS, Readings
from hipspec.rendezvous.sampling import SAMPLING
from hipspec.rendezvous.scenarios import SCENARIOS, UNDISTURBED
from hipspec.rendezvous.world import World, initial

RULES = (
    moving.announce_address,
    moving.resend_update,
    moving.receive_update,
    moving.receive_ack,
    meeting.send_i1,
    meeting.relay_i1,
    meeting.answer_i1,
    meeting.receive_r1,
    meeting.relay_update,
    meeting.send_data,
    meeting.receive_data,
)

ACTIONS = (
    honest.establish,
    honest.announce,
    honest.resend,
    honest.deliver_update,
    honest.deliver_ack,
    honest.start,
    honest.pass_on_i1,
    honest.deliver_i1,
    honest.deliver_r1,
    honest.pass_on_update,
    honest.send,
    honest.deliver_data,
    places.take_address,
    places.wait,
    attacker.forge,
    attacker.send_copy,
    network.steal_session_key,
    network.steal_identity,
)

SPECIFICATION = Specification(
    name="rendezvous",
    title="Host Identity Protocol: rendezvous and double jumps",
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
        Host: ("alice", "bob", "mallory", "server"),
        Address: ("a1", "a2", "b1", "b2", "m1", "s1"),
        Key: (),
        Frame: (),
    },
    sampling=SAMPLING,
)
