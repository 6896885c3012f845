"""What other specifications take from the base exchange in one step, and what the exchange itself says of it.

`hipspec.hip` and `hipspec.rendezvous` begin where the exchange ends: in their action `establish`, two hosts hold an
association, with its keys, or they do not. Each assumption of that step, and each thing that it makes, stands here
beside the properties that are proved of the exchange, with what they leave open.
"""

from dataclasses import dataclass

__all__ = ["ASSUMED", "MADE", "Discharge"]


@dataclass(frozen=True)
class Discharge:
    """Something that is taken from the exchange, and what is proved of it.

    Attributes:
        taken: assumptions, as `specification/function/sentence`; or, in one sentence, what the step makes.
        properties: the properties of the exchange that answer for it; none if none does.
        how: why they do.
        remains: what they leave open, so that it stays assumed; empty if nothing is left.
    """

    taken: tuple[str, ...]
    properties: tuple[str, ...]
    how: str
    remains: str = ""


ASSUMED = (
    Discharge(
        (
            "hip/establish/the exchange needs somebody at the peer's address",
            "rendezvous/establish/the exchange needs somebody at either address",
        ),
        ("the_initiators_address_was_reached", "the_responders_address_was_reached"),
        "A Responder sends to where the Initiator's puzzle was read, and an Initiator to where its I2 was read: by the "
        "peer itself, or by an attacker that sits there and passes all on, as in the scenario "
        "`an_exchange_through_a_relay` and in the attack that is expected on `who_is_bound_was_there`. The step there "
        "allows it: an address that an exchange makes is one where the peer or a relay was, and what is proved there "
        "holds either way. What is one moment there is some moment during the exchange here; who moves away in "
        "between has moved at once.",
    ),
    Discharge(
        ("hip/establish/nobody answers alone from a multicast address",),
        (),
        "The exchange knows no multicast addresses: one host sits at an address, or none.",
        "It stays assumed that no host sends an I1 or an I2 from a multicast address, or to one.",
    ),
    Discharge(
        (
            "hip/establish/there is no association yet",
            "rendezvous/establish/there is no association yet",
        ),
        (
            "only_the_peer_replaces_an_association",
            "no_exchange_twice",
            "no_keys_twice",
            "only_the_peer_updates",
            "only_the_peer_closes",
        ),
        "A new exchange puts a new association in the place of the old one, only if the peer itself began it, and once "
        "for each I2. The other specifications follow one association of two hosts from its exchange on: nothing of an "
        "earlier one is of use in it. No host holds the same keys twice, and an UPDATE counts only if the peer sent it "
        "under the keys of this association, as in the scenario `an_update_again`. The same is true of CLOSE. If an I2 "
        "may open an exchange twice, it is not: see `an_old_i2_brings_old_updates_back`.",
    ),
    Discharge(
        (
            "hip/establish/each direction has its own key",
            "rendezvous/with_keys/each direction has its own key",
        ),
        ("associations_know_their_ends",),
        "A key says which of the two HITs sends under it (RFC 7401 6.5), and an Initiator is never its own peer.",
    ),
    Discharge(
        (
            "hip/with_secrets/a key is drawn anew",
            "rendezvous/with_keys/a key is drawn anew",
        ),
        ("keys_are_ones_own", "no_exchange_twice", "no_keys_twice"),
        "#J goes into the keys, and opens one exchange at a Responder. The Initiator draws its exponent anew for each "
        "I2; the Responder may use one again, as the RFC allows.",
        "That two draws never give the same is assumed of the exchange, too.",
    ),
    Discharge(
        ("hip/with_secrets/a nonce is drawn anew",),
        ("the_initiators_address_was_reached", "the_responders_address_was_reached"),
        "What shows that an address was reached is #I in one direction, and the I2 with its #J in the other; both are "
        "taken for nonces there. #J is searched for anew each time.",
        "A Responder may make the same #I again for the same Initiator at the same address within a generation, where "
        "it shows the same again.",
    ),
    Discharge(
        ("rendezvous/establish/whoever has keys has a HIT",),
        ("associations_know_their_ends",),
        "The host that holds the association is honest, and no honest host is called by the NULL HIT.",
        "That the peer has a HIT as well rests on the hash: nobody finds a key whose hash is all zeros.",
    ),
)

MADE = (
    Discharge(
        ("Both ends hold the same association, in opposite roles.",),
        ("the_responder_agreed", "the_initiator_agreed", "associations_rest_on_genuine_offers"),
        "Each end's view of the HITs, the roles, the choices, both public values, #I and #J is the other's, as long as "
        "both are honest and neither identity was stolen when the last packet was accepted.",
        "The Initiator may give up before the R2 reaches it: the Responder then holds an association alone, until it "
        "closes or is replaced.",
    ),
    Discharge(
        ("Nobody but the two ends knows the keys, unless one of them is dishonest.",),
        ("session_keys_are_secret",),
        "They stay secret unless one of the two exponents is stolen; an identity that is stolen later does not help.",
    ),
    Discharge(
        ("Both ends are established, and send data.",),
        ("initiators_wait_for_the_r2", "no_data_before_the_peer_is_known", "no_r2_twice"),
        "No payload is sent before the peer has shown that it holds the same keys.",
    ),
    Discharge(
        ("What is agreed is no worse than what both offer.",),
        (
            "no_downgrade_of_the_group",
            "no_downgrade_of_the_cipher",
            "no_downgrade_of_the_transport",
            "no_unsupported_suite",
        ),
        "The other specifications know one kind of key: that nobody was talked into a weaker one is proved here.",
    ),
)
