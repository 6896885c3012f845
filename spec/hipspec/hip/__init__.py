"""The Host Identity Protocol: bindings and updates (RFC 7401, 8046, 8047; the paper's sections 4 and 5)."""

from hipspec.hip import attacker, honest, traffic, updates, verification
from hipspec.hip.history import History, initial_history, observe
from hipspec.hip.lemmas import LEMMAS, SPARE_LEMMAS
from hipspec.hip.names import HIT, Address, Frame, Key, Nonce, Socket
from hipspec.hip.packets import Packet
from hipspec.hip.properties import EXPECTED, PROPERTIES
from hipspec.hip.readings import READINGS, Readings
from hipspec.hip.sampling import SAMPLING
from hipspec.hip.scenarios import SCENARIOS, UNDISTURBED
from hipspec.hip.world import World, initial
from hipspec.language import Specification
from hipspec.network import attacker as network
from hipspec.network import places

RULES = (
    updates.announce_locators,
    updates.retransmit_update,
    updates.give_up_on_peer,
    updates.withdraw_update,
    updates.receive_acknowledgement,
    updates.receive_update,
    verification.challenge_address,
    verification.receive_echo_response,
    verification.give_up_on_address,
    verification.expire_locator,
    verification.verify_again,
    verification.prefer_locator,
    traffic.send_data,
    traffic.receive_data,
    traffic.age_credit,
)

ACTIONS = (
    honest.establish,
    honest.open_socket,
    honest.announce,
    honest.retransmit,
    honest.give_up,
    honest.withdraw,
    honest.deliver_acknowledgement,
    honest.deliver_update,
    honest.challenge,
    honest.deliver_echo_response,
    honest.give_up_address,
    honest.expire,
    honest.check_again,
    honest.prefer,
    honest.send,
    honest.deliver_data,
    honest.age,
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
    name="hip",
    title="Host Identity Protocol: bindings and updates",
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
    spare_lemmas=SPARE_LEMMAS,
    expected=EXPECTED,
    readings=READINGS,
    scenarios=SCENARIOS,
    undisturbed=UNDISTURBED,
    universe={
        HIT: ("alice", "bob", "mallory"),
        Address: ("a1", "a2", "b1", "m1", "v1", "multi"),
        Nonce: (),
        Key: (),
        Frame: (),
        Socket: ("s1",),
    },
    sampling=SAMPLING,
)
