"""The Host Identity Protocol: base exchange, life cycle of an association (RFC 7401; the paper's section 5)."""

from hipspec.exchange import (
    answering,
    attacker,
    closing,
    honest,
    honest_closing,
    honest_renewing,
    initiating,
    opportunistic,
    renewing,
    talking,
)
from hipspec.exchange.history import History, initial_history, observe
from hipspec.exchange.lemmas import LEMMAS, SPARE_LEMMAS
from hipspec.exchange.names import Cipher, Exponent, Group, Puzzle, Secret, Solution, Suite, Transport
from hipspec.exchange.packets import Packet
from hipspec.exchange.properties import PROPERTIES
from hipspec.exchange.properties_expected import EXPECTED
from hipspec.exchange.readings import READINGS, Readings
from hipspec.exchange.sampling import SAMPLING
from hipspec.exchange.scenarios import SCENARIOS, UNDISTURBED
from hipspec.exchange.world import World, initial
from hipspec.language import Specification
from hipspec.network.names import Address, Frame, Host, Nonce

RULES = (
    initiating.start_exchange,
    initiating.retransmit_i1,
    initiating.give_up_i1,
    answering.answer_i1,
    initiating.receive_r1,
    initiating.restart_with_newer_r1,
    initiating.meet_by_address,
    initiating.retransmit_i2,
    initiating.give_up_i2,
    initiating.leave_failed,
    answering.receive_i2,
    answering.repeat_r2,
    initiating.receive_r2,
    answering.hear_from_peer,
    answering.complete_exchange,
    talking.send_payload,
    closing.close_idle,
    closing.retransmit_close,
    closing.give_up_closing,
    closing.receive_close,
    closing.receive_close_ack,
    closing.forget_closed,
    closing.receive_notify,
    renewing.renew_r1,
    renewing.start_interval,
    renewing.lose_state,
)

ACTIONS = (
    honest.draw_exponent,
    honest_renewing.renew,
    honest_renewing.renew_two,
    honest_renewing.new_interval,
    honest.start,
    honest.repeat_i1,
    honest.fail_i1,
    honest.deliver_i1,
    honest.deliver_r1,
    honest.deliver_newer_r1,
    opportunistic.deliver_r1_of_a_stranger,
    honest.repeat_i2,
    honest.fail_i2,
    honest.try_again,
    honest.deliver_i2,
    honest.deliver_repeated_i2,
    honest.deliver_r2,
    honest.deliver_first,
    honest.complete,
    honest_closing.send,
    honest_closing.close,
    honest_closing.repeat_close,
    honest_closing.fail_closing,
    honest_closing.deliver_close,
    honest_closing.deliver_close_ack,
    honest_closing.forget,
    honest_closing.deliver_notify,
    honest_closing.crash,
    honest_closing.take_address,
    attacker.overhear,
    attacker.forge,
    attacker.send_copy,
    attacker.rewrite_r1,
    attacker.search,
    attacker.make_up_puzzle,
    attacker.make_up_nonce,
    attacker.steal_identity,
    attacker.steal_exponent,
)

SPECIFICATION = Specification(
    name="exchange",
    title="Host Identity Protocol: base exchange and life cycle",
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
        Host: ("alice", "bob", "mallory"),
        Address: ("a1", "b1", "m1", "v1"),
        Nonce: (),
        Frame: (),
        Exponent: (),
        Secret: (),
        Puzzle: (),
        Solution: (),
        Group: ("strong", "weak"),
        Cipher: ("aes", "null"),
        Transport: ("esp", "other"),
        Suite: ("rsa", "ecdsa"),
    },
    sampling=SAMPLING,
)
