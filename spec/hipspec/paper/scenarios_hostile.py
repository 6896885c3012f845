"""Scenarios in which the attacker tries what some guard or assumption prevents, with all that it needs but for that."""

from typing import Any

from hipspec.hip.names import Frame, Key, Nonce, Pair
from hipspec.language import NOTHING, replace, some
from hipspec.paper import honest
from hipspec.paper.packets import Kind
from hipspec.paper.scenarios_stage import (
    A1,
    A2,
    ALICE,
    B1,
    BOB,
    CAROL,
    HOUR,
    M1,
    M2,
    MALLORY,
    TO_BOB,
    TO_PEER,
    TRUDY,
    V1,
    Stage,
    claimed,
    listing,
    scenario,
)


def mallory_moves_to_the_victim(stage: Stage) -> None:
    """Begin a flooding attack: Mallory, a peer of Bob, lists Carol's address, and Bob sends an AC there."""
    stage.establish(MALLORY, M1)
    stage.lie(1, 0, V1)
    stage.process(1)
    stage.check(MALLORY, V1)


def in_vain(stage: Stage) -> None:
    """Try to go on as if Mallory knew the AC_ID that went to the victim."""
    stage.refused("nobody can guess a nonce", stage.answer_as, MALLORY)
    stage.refused("only what was sent arrives", stage.verify, V1)
    stage.refused("the address was checked", stage.send, MALLORY, V1)


@scenario(clause="draft-nikander-hip-mm-00 8", paper="figure 3")
def stealing_is_refused(stage: Stage) -> None:
    """Mallory tells Bob that Alice has moved to her; even with the stolen session key she can't sign it."""
    stage.establish(ALICE, A1)
    stage.steal_session_key(TO_BOB)
    stage.refused("a signature needs its identity", stage.lie, 1, 0, M1, peer=ALICE, signer=some(ALICE))
    stage.refused("only what was sent arrives", stage.process, 1)
    stage.lie(2, 0, M1, peer=ALICE)
    stage.refused("the signature verifies", stage.process, 2)
    stage.send(ALICE, A1)


@scenario(clause="draft-nikander-hip-mm-00 6.1.1")
def an_identity_needs_a_session_key(stage: Stage) -> None:
    """Mallory has stolen Alice's identity but not her session key: Bob refuses what carries no HMAC."""
    stage.refused("the association is established", stage.send, ALICE, A1)
    stage.establish(ALICE, A1)
    stage.steal_identity(ALICE)
    stage.refused("an HMAC needs its key", stage.lie, 1, 0, M1, peer=ALICE, signer=some(ALICE))
    stage.refused("only what was sent arrives", stage.process, 1)
    stage.lie(2, 0, M1, peer=ALICE, signer=some(ALICE), mac=NOTHING)
    stage.refused("the HMAC verifies", stage.process, 2)
    stage.send(ALICE, A1)


@scenario(clause="draft-nikander-hip-mm-00 6.1.2.1", paper="figure 4")
def flooding_is_refused(stage: Stage) -> None:
    """Mallory can only guess the AC_ID that went to the victim, and Bob sends no data there."""
    stage.establish(MALLORY, M1)
    stage.lie(1, 0, V1)
    stage.process(1)
    stage.refused("the address was checked", stage.send, MALLORY, V1)
    stage.check(MALLORY, V1)
    stage.refused("nobody can guess a nonce", stage.guess, "id")
    in_vain(stage)
    stage.guess("guess")
    stage.answer_as(MALLORY, "guess", "guessed")
    stage.refused("the AC_ID sent to this very address came back", stage.verify, V1, "guessed")
    stage.refused("the address was checked", stage.send, MALLORY, V1)


@scenario(clause="draft-nikander-hip-mm-00 6.5", paper="figure 4")
def an_ac_stays_with_its_address(stage: Stage) -> None:
    """What goes to the victim's address reaches Mallory neither there nor as a copy."""
    mallory_moves_to_the_victim(stage)
    stage.refused("only what was read can be copied", stage.copy_to, M1, "ac", "copy")
    stage.refused("only what was sent can be read", stage.overhear, "copy")
    in_vain(stage)
    stage.refused("a packet is read where it was sent to", stage.overhear, "ac")
    in_vain(stage)


@scenario(clause="draft-nikander-hip-mm-00 6.5")
def an_ac_id_is_drawn_anew(stage: Stage) -> None:
    """Neither a check nor a base exchange may bring up an AC_ID again: Mallory would know what went to the victim."""
    stage.establish(MALLORY, M1)
    stage.lie(1, 0, V1)
    stage.process(1)
    stage.refused("an AC_ID is drawn anew", stage.check, MALLORY, V1, "n1", "other ac")
    stage.forge("old", replace(claimed(MALLORY, Kind.ACR, 0), mac=some(TO_BOB), ac_id=some(Nonce("n1"))))
    stage.refused("the AC_ID sent to this very address came back", stage.verify, V1, "old")
    stage.check(MALLORY, V1)
    keys: dict[str, Any] = {"key_out": Key("k1"), "key_in": Key("k2"), "peer_nonce": Nonce("n3")}
    again: dict[str, Any] = {**keys, "host_nonce": Nonce("id")}
    stage.refused("a nonce is drawn anew", stage.establish, TRUDY, M2, **again)
    in_vain(stage)


@scenario(clause="draft-nikander-hip-mm-00 6.1.1")
def a_key_is_drawn_anew(stage: Stage) -> None:
    """Bob must not share Alice's session key with Mallory, who has Alice's identity."""
    stage.establish(ALICE, A1)
    stage.steal_identity(ALICE)
    nonces: dict[str, Any] = {"host_nonce": Nonce("n3"), "peer_nonce": Nonce("n4")}
    stage.refused("a key is drawn anew", stage.establish, MALLORY, M1, **nonces)
    stage.refused("an HMAC needs its key", stage.lie, 1, 0, M1, peer=ALICE, signer=some(ALICE))
    stage.refused("only what was sent arrives", stage.process, 1)


@scenario(clause="draft-nikander-hip-mm-00 1")
def an_exchange_is_made_once_and_on_the_spot(stage: Stage) -> None:
    """Nobody completes a base exchange from where nobody of its friends is, and nobody makes it twice."""
    stage.refused("the exchange needs somebody at either address", stage.establish, MALLORY, V1)
    stage.refused("the association is established", stage.announce, 1, A1, A1)
    stage.establish(ALICE, A1)
    stage.announce(2, A1, A1)
    new: dict[str, Any] = {
        "key_out": Key("k1"),
        "key_in": Key("k2"),
        "host_nonce": Nonce("n3"),
        "peer_nonce": Nonce("n4"),
    }
    stage.refused("there is no association yet", stage.establish, ALICE, A1, **new)
    stage.announce(3, A1, A1)


@scenario(clause="draft-nikander-hip-mm-00 6.4")
def only_own_addresses_are_announced(stage: Stage) -> None:
    """A host that follows the rules does not list where it does not sit."""
    stage.establish(ALICE, A1)
    stage.refused("who follows the rules announces only addresses of its own", stage.announce, 1, A1, V1)
    stage.refused("only what was sent arrives", stage.process, 1)
    stage.announce(2, A1, A1)
    stage.process(2)


@scenario(clause="draft-nikander-hip-mm-00 6.1.1.1")
def an_old_list_is_refused(stage: Stage) -> None:
    """Alice moves twice; her first REA arrives after her second and changes nothing."""
    stage.establish(ALICE, A1)
    stage.sit(ALICE, A2)
    stage.announce(1, A1, A1, A2)
    stage.announce(2, A2, A2)
    stage.process(2)
    stage.refused("the REA is newer than the last one processed", stage.process, 1)
    stage.checked(A2)
    stage.send(ALICE, A2)


@scenario(clause="draft-nikander-hip-mm-00 4.3, 6.5")
def a_lifetime_ends(stage: Stage) -> None:
    """Alice lists her address for an hour; after that, Bob sends nothing there."""
    stage.establish(ALICE, A1)
    stage.announce(1, A1, A1)
    stage.process(1)
    stage.checked(A1)
    stage.wait(HOUR)
    stage.refused("the lifetime of the address has not ended", stage.send, ALICE, A1)


@scenario(clause="draft-nikander-hip-mm-00 5.3")
def an_ac_about_nothing_is_dropped(stage: Stage) -> None:
    """Mallory asks Alice, with a stolen session key, about a REA that Alice never sent."""
    stage.establish(ALICE, A1)
    stage.announce(1, A1, A1)
    stage.steal_session_key(TO_PEER)
    stage.guess("guess")
    header: dict[str, Any] = {"sender": BOB, "receiver": ALICE, "source": M1, "destination": A1, "mac": some(TO_PEER)}
    foreign = replace(claimed(BOB, Kind.AC, 1), ac_id=some(Nonce("guess")), **header)
    stage.forge("foreign", foreign)
    stage.refused("the AC matches a REA that we sent", stage.answer, "foreign")


@scenario(clause="draft-nikander-hip-mm-00 5.3, 6.5")
def a_check_is_made_when_it_is_due(stage: Stage) -> None:
    """An address is checked after it was listed, and each AC at the address that it went to, where it went."""
    stage.establish(ALICE, A1)
    stage.refused("this address awaits a check", stage.check, ALICE, A1)
    stage.sit(ALICE, A2)
    stage.announce(1, A1, A1, A2)
    stage.process(1)
    stage.check(ALICE, A1, "id1", "ac1")
    stage.sit(CAROL, A1)
    stage.refused("a packet arrives where it was sent to", stage.answer, "ac1", "acr1")
    stage.refused("only what was sent arrives", stage.verify, A1, "acr1")
    stage.check(ALICE, A2, "id2", "ac2")
    stage.answer("ac2", "acr2")
    stage.refused("the AC_ID sent to this very address came back", stage.verify, A1, "acr2")
    stage.verify(A2, "acr2")
    stage.send(ALICE, A2)


@scenario(clause="draft-nikander-hip-mm-00 5.3")
def an_ac_is_no_answer(stage: Stage) -> None:
    """Bob talks to himself: the AC that he sends comes from his peer, but it answers nothing."""
    keys: dict[str, Any] = {"key_out": TO_BOB, "key_in": TO_BOB}
    stage.establish(BOB, B1, **keys)
    own = Pair(BOB, BOB)
    stage.do(honest.announce, pair=own, addresses=listing(B1), here=B1, destination=B1, frame=Frame("rea1"))
    stage.process(1)
    stage.check(BOB, B1)
    stage.refused("the packet is an ACR", stage.verify, B1, "ac")
    stage.answer()
    stage.verify(B1)
    stage.send(BOB, B1)


@scenario(clause="draft-nikander-hip-mm-00 6.1.2")
def a_copied_ac_is_for_its_peer_alone(stage: Stage) -> None:
    """Mallory takes over the address that an AC went to, and sends it on to a victim, who has no use for it."""
    stage.establish(ALICE, A1)
    stage.sit(ALICE, A2)
    stage.announce(1, A2, A2)
    stage.process(1)
    stage.check(ALICE, A2)
    stage.sit(MALLORY, A2)
    stage.overhear("ac")
    stage.sit(CAROL, V1)
    stage.copy_to(V1, "ac", "copy")
    stage.refused("a packet arrives where it was sent to", stage.answer, "copy")
    stage.refused("the address was checked", stage.send, ALICE, A2)


HOSTILE = (
    stealing_is_refused,
    an_identity_needs_a_session_key,
    flooding_is_refused,
    an_ac_stays_with_its_address,
    an_ac_id_is_drawn_anew,
    a_key_is_drawn_anew,
    an_exchange_is_made_once_and_on_the_spot,
    only_own_addresses_are_announced,
    an_old_list_is_refused,
    a_lifetime_ends,
    an_ac_about_nothing_is_dropped,
    a_check_is_made_when_it_is_due,
    an_ac_is_no_answer,
    a_copied_ac_is_for_its_peer_alone,
)
