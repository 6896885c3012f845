"""Which candidates for lemmas a proof about volume most probably rests on: they are tried before all are.

Tooling, not specification. A solver that holds all candidates at once gives up on many that it proves with few of them.
"""

from hipspec.related.common.lemmas.authors import AUTHORS
from hipspec.related.common.lemmas.callers import CALLERS
from hipspec.related.common.lemmas.cookies import COOKIES
from hipspec.related.common.lemmas.counts import bytes_are_not_negative, credit_is_not_negative, credit_was_earned
from hipspec.related.common.lemmas.nonces import NONCES
from hipspec.related.common.lemmas.places import PLACES
from hipspec.related.common.lemmas.sessions import SESSIONS
from hipspec.related.common.lemmas.shares import SHARES
from hipspec.related.common.lemmas.tokens import TOKENS
from hipspec.related.common.lemmas.traffic import TRAFFIC
from hipspec.related.common.lemmas.volume import VOLUME
from hipspec.related.common.properties import (
    amplification_at_most_once,
    amplification_at_most_threefold,
    amplification_at_most_twofold,
    flooding_at_most_once,
    flooding_at_most_threefold,
    no_amplification,
    no_flooding,
)

ABOUT_VOLUME = tuple(
    candidate.__name__
    for candidate in (
        *AUTHORS,
        *SHARES,
        *SESSIONS,
        *NONCES,
        *TOKENS,
        *COOKIES,
        *PLACES,
        *TRAFFIC,
        *VOLUME,
        *CALLERS,
        bytes_are_not_negative,
        credit_is_not_negative,
        credit_was_earned,
        no_flooding,
        flooding_at_most_once,
        flooding_at_most_threefold,
        no_amplification,
        amplification_at_most_once,
        amplification_at_most_twofold,
        amplification_at_most_threefold,
    )
)
