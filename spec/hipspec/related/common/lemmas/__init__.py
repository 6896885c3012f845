"""Candidates for lemmas, written once for all protocols.

None of them has to hold for a protocol: those that do, and are inductive together, are found by
`hipmodels.matrix.houdini`; the others are dropped. So a candidate costs nothing but time, and a protocol needs none of
its own.
"""

from hipspec.related.common.lemmas.authors import AUTHORS
from hipspec.related.common.lemmas.callers import CALLERS
from hipspec.related.common.lemmas.challenges import CHALLENGES
from hipspec.related.common.lemmas.cookies import COOKIES
from hipspec.related.common.lemmas.counts import COUNTS
from hipspec.related.common.lemmas.exchanged import EXCHANGED
from hipspec.related.common.lemmas.labels import LABELS
from hipspec.related.common.lemmas.late import LATE
from hipspec.related.common.lemmas.mapped import MAPPED
from hipspec.related.common.lemmas.nonces import NONCES
from hipspec.related.common.lemmas.numbers import NUMBERS
from hipspec.related.common.lemmas.outstanding import OUTSTANDING
from hipspec.related.common.lemmas.parting import PARTING
from hipspec.related.common.lemmas.places import PLACES
from hipspec.related.common.lemmas.provoked import PROVOKED
from hipspec.related.common.lemmas.returned import RETURNED
from hipspec.related.common.lemmas.sessions import SESSIONS
from hipspec.related.common.lemmas.shares import SHARES
from hipspec.related.common.lemmas.shown import SHOWN
from hipspec.related.common.lemmas.suites import SUITES
from hipspec.related.common.lemmas.tags import TAGS
from hipspec.related.common.lemmas.ties import TIES
from hipspec.related.common.lemmas.tokens import TOKENS
from hipspec.related.common.lemmas.traffic import TRAFFIC
from hipspec.related.common.lemmas.unheard import UNHEARD
from hipspec.related.common.lemmas.unread import UNREAD
from hipspec.related.common.lemmas.unseen import UNSEEN
from hipspec.related.common.lemmas.volume import VOLUME

LEMMAS = (
    *AUTHORS,
    *SHARES,
    *SESSIONS,
    *NONCES,
    *TOKENS,
    *CHALLENGES,
    *NUMBERS,
    *MAPPED,
    *EXCHANGED,
    *COOKIES,
    *TAGS,
    *PLACES,
    *LATE,
    *TRAFFIC,
    *UNSEEN,
    *UNREAD,
    *RETURNED,
    *UNHEARD,
    *SHOWN,
    *COUNTS,
    *PARTING,
    *SUITES,
    *LABELS,
    *VOLUME,
    *CALLERS,
    *TIES,
    *OUTSTANDING,
    *PROVOKED,
)
