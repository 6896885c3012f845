"""Which clause an engine names when a guard of the specification refuses, to be held against the RFCs."""

from collections.abc import Mapping

__all__ = ["CLAUSES", "NEVER_REFUSED", "NOT_FOR_US", "NUMBER", "UNASKED"]

CLAUSES: Mapping[str, frozenset[str]] = {
    guard: frozenset(clauses)
    for guard, clauses in {
        "the association is established": ("RFC 7401 4.4.3", "RFC 7402 5.4.1"),
        "the HIP_MAC verifies": ("RFC 7401 6.12.1 step 3",),
        "the HIP_SIGNATURE verifies": ("RFC 7401 6.12.1 step 4",),
        "the Update ID is within the receive window": ("RFC 7401 6.12.1 step 1",),
        "the ACK matches an UPDATE not acknowledged before": ("RFC 7401 6.12.2 step 1",),
        "the list is no longer than the limit": ("RFC 8046 6.2.2",),
        "every address listed is a legal unicast address": ("RFC 8046 5.3",),
        "an ESP_INFO comes with the list": ("RFC 8046 5.3",),
        "the OLD SPI is that of the current SA": ("RFC 8046 5.3",),
        "the NEW SPI is the same, or that of a later SA": ("RFC 8046 5.3",),
        "the integrity value verifies": ("RFC 4303 3.4",),
        "it was sent with the current SA": ("RFC 7402 5.4.1",),
        "the sequence number is within the window": ("RFC 4303 3.4",),
        "the sequence number was not seen before": ("RFC 4303 3.4",),
    }.items()
}
"""For each guard that can refuse what arrives: the clauses that the engine may name."""

NUMBER = "RFC 7401 6.12.1 step 1"
"""An engine looks at the Update ID before the MAC, which costs more; the specification after it."""

UNASKED = "RFC 7401 6.12.2 step 1"
"""So it is with an ACK: if it acknowledges nothing, and there is no SEQ, the packet is dropped, all of it."""

NOT_FOR_US: Mapping[str, frozenset[str]] = {
    "UPDATE": frozenset({"RFC 7401 6.7 step 1", "RFC 7401 6.7", "RFC 7401 4.4.3"}),
    "ESP": frozenset({"RFC 7402 5.4.1"}),
    "dummy": frozenset({"RFC 7402 5.4.1"}),
}
"""What an engine says to what arrives where its receiver isn't: there, the specification has no step."""

REKEYING = "only a rekeying makes it refuse, and that takes both halves in an engine and one list in the specification"
BRANCH = "a branch: where it doesn't hold, the UPDATE is acknowledged all the same; both ways are paths"

NEVER_REFUSED: Mapping[str, str] = {
    "announce_locators/no rekeying that this UPDATE depends on waits for its acknowledgement": REKEYING,
    "withdraw_update/no later UPDATE depends on it": REKEYING,
    "receive_data/it was sent with the current SA": REKEYING,
    "apply_list/the NEW SPI is the same, or that of a later SA": REKEYING,
    "receive_update/this UPDATE was not processed before": BRANCH,
    "receive_update/no newer list is in force": BRANCH,
    "challenge_address/fewer than UPDATE_RETRY_MAX challenges went there": (
        "an engine draws one nonce for an address that it has to check, and repeats the UPDATE that has it"
    ),
    "give_up_on_address/this address still awaits the answer to this check": (
        "an engine withdraws a check at once when the address awaits it no longer: none is left to be given up"
    ),
    "apply_list/every lifetime is longer than zero": (
        "a locator whose lifetime is zero breaks the layout of the packet (RFC 8046 4): its list never gets that far"
    ),
}
"""The guards that have refused nothing on both sides, by their ids: why they can't, seen through this view."""
