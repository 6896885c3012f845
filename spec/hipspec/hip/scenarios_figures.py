"""The figures of the paper, played: 1 and 2, what hosts want; 3 and 4, what attackers want; 7, what is bound."""

from hipspec.hip.names import Key, Pair
from hipspec.hip.packets import EspInfo, Kind
from hipspec.hip.scenarios_cast import A1, A2, A3, ALICE, B1, B2, BOB, CAROL, M1, M2, MALLORY, TRUDY, V1, listing
from hipspec.hip.scenarios_play import scenario
from hipspec.hip.scenarios_stage import Stage
from hipspec.language import some

DEPRECATED = "the address is bound to the peer and not deprecated"


@scenario(clause="RFC 8046 3.2.1", paper="2.1, figure 1")
def figure_1_mobile_host(stage: Stage) -> None:
    """A host moves from one point of attachment to the next, and its sockets notice nothing."""
    alices, bobs = stage.meet(ALICE, BOB)
    stage.carry(alices, bobs, B1)
    stage.carry(bobs, alices, A1)
    for old, new in ((A1, A2), (A2, A3)):
        stage.sit(ALICE, new)
        stage.leave(old)
        stage.tell(ALICE, BOB, listing(new, preferred=new), here=new)
        stage.verify(BOB, ALICE, new)
        stage.carry(alices, bobs, B1)
        stage.carry(bobs, alices, new)
        stage.refused(DEPRECATED, stage.send, bobs, old)
    stage.binds(BOB, ALICE, active={A3}, deprecated={A2})


@scenario(clause="RFC 8047 4.2.1, 4.2.3", paper="2.2, figure 2")
def figure_2_multihomed_host(stage: Stage) -> None:
    """A host is at two addresses at once; one of them is lost, and the other carries on without a new check."""
    alices, bobs = stage.meet(ALICE, BOB)
    stage.sit(ALICE, A2)
    stage.tell(ALICE, BOB, listing(A1, A2, preferred=A1))
    stage.verify(BOB, ALICE, A2)
    stage.binds(BOB, ALICE, active={A1, A2})
    stage.carry(bobs, alices, A1)
    stage.carry(bobs, alices, A2)
    stage.leave(A1)
    stage.tell(ALICE, BOB, listing(A2, preferred=A2), here=A2)
    stage.binds(BOB, ALICE, active={A2}, deprecated={A1})
    stage.carry(bobs, alices, A2)
    stage.carry(alices, bobs, B1)
    stage.refused(DEPRECATED, stage.send, bobs, A1)


@scenario(clause="RFC 8046 6.1", paper="2.3, figure 3")
def figure_3_address_stealing(stage: Stage) -> None:
    """An attacker sends a false location update for the target: the MAC betrays it, or else the signature."""
    alices, bobs = stage.meet(ALICE, BOB)
    lie = {"sequence": some(0), "esp": some(EspInfo(1, 1)), "locators": some(listing(M1, preferred=M1))}
    crude = stage.forge(ALICE, BOB, M1, signer=MALLORY, **lie)
    stage.refused("the HIP_MAC verifies", stage.deliver_update, crude)
    stolen = Key("alice to bob")
    stage.steal_session_key(stolen)
    better = stage.forge(ALICE, BOB, M1, signer=MALLORY, mac=some(stolen), **lie)
    stage.refused("the HIP_SIGNATURE verifies", stage.deliver_update, better)
    stage.binds(BOB, ALICE, active={A1})
    stage.carry(bobs, alices, A1)


@scenario(clause="RFC 8046 5.6, 6.2.1", paper="2.3, figure 4")
def figure_4_address_flooding(stage: Stage) -> None:
    """Attackers tell two peer nodes that they have moved to a victim: what comes there is less than what they sent."""
    for attacker, home, peer in ((MALLORY, M1, BOB), (TRUDY, M2, CAROL)):
        stage.establish(peer, attacker)
        socket = stage.open_socket(peer, attacker)
        key = {"mac": some(Key(f"{attacker} to {peer}")), "signer": attacker}
        stage.deliver_data(stage.forge(attacker, peer, home, kind=Kind.DATA, epoch=1, size=1000, **key), socket)
        claim = {"sequence": some(0), "esp": some(EspInfo(1, 1)), "locators": some(listing(V1, preferred=V1))}
        stage.deliver_update(stage.forge(attacker, peer, home, **claim, **key))
        stage.challenge(peer, attacker, V1)
        answer = stage.forge(attacker, peer, home, echo_response=some(stage.guess()), **key)
        stage.refused("the nonce sent to this very address came back", stage.deliver_echo_response, answer, V1)
        stage.binds(peer, attacker, unverified={V1}, deprecated={home})
        stage.send(socket, V1, 600)
        stage.refused("the credit covers the packet", stage.send, socket, V1, 600)
    flooded = stage.history.flooded[V1]
    stage.expect(flooded == 600 + 600, "the victim gets what the credit covers, and no more")
    stage.expect(flooded <= stage.history.received_total, "the attackers have sent more than the victim gets")


@scenario(clause="RFC 8046 3.1", paper="4.1, figure 7")
def figure_7_bindings(stage: Stage) -> None:
    """Sockets are bound to a Host Identity, and that to addresses: these change, and the sockets stay bound."""
    web, bobs = stage.meet(ALICE, BOB)
    mail = stage.open_socket(ALICE, BOB)
    stage.establish(ALICE, CAROL)
    carols = stage.open_socket(ALICE, CAROL)
    stage.binds(ALICE, BOB, active={B1})
    stage.carry(web, bobs, B1)
    stage.sit(BOB, B2)
    stage.tell(BOB, ALICE, listing(B1, B2, preferred=B1))
    stage.verify(ALICE, BOB, B2)
    stage.binds(ALICE, BOB, active={B1, B2})
    stage.carry(web, bobs, B1)
    stage.carry(mail, bobs, B2)
    stage.leave(B1)
    stage.tell(BOB, ALICE, listing(B2, preferred=B2), here=B2)
    stage.binds(ALICE, BOB, active={B2}, deprecated={B1})
    stage.carry(web, bobs, B2)
    stage.carry(mail, bobs, B2)
    answer = stage.send(bobs, A1)
    stage.refused("the socket is bound to the Host Identity that sent the data", stage.deliver_data, answer, carols)
    stage.deliver_data(answer, mail)
    for socket in (web, mail):
        bound = stage.world.sockets[socket]
        stage.expect(bound == some(Pair(ALICE, BOB)), f"{socket} is bound to the identity that it was opened to")


FIGURES = (
    figure_1_mobile_host,
    figure_2_multihomed_host,
    figure_3_address_stealing,
    figure_4_address_flooding,
    figure_7_bindings,
)
