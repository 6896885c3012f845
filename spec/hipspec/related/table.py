"""The table of protocols: one line for each."""

import dataclasses
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hipspec.language import Specification
from hipspec.related import (
    dtls,
    gse,
    hip2003,
    hipv2,
    homeless,
    ilnp,
    ip_plain,
    lin6,
    lisp,
    mh_tcp,
    mip6,
    mobike,
    mptcp,
    quic,
    sctp_addip,
    shim6,
    tcp_migrate,
    wireguard,
)
from hipspec.related.common.attacks import ATTACKS, Attack, Bound
from hipspec.related.common.facts import Facts
from hipspec.related.common.protocol import Protocol, Variant, specification_of
from hipspec.related.common.stage import Stage
from hipspec.related.common.strengths import Strength

PROTOCOLS: tuple[Protocol, ...] = (
    ip_plain.PROTOCOL,
    hip2003.PROTOCOL,
    hipv2.PROTOCOL,
    sctp_addip.PROTOCOL,
    mip6.PROTOCOL,
    mh_tcp.PROTOCOL,
    lin6.PROTOCOL,
    gse.PROTOCOL,
    homeless.PROTOCOL,
    tcp_migrate.PROTOCOL,
    quic.PROTOCOL,
    mobike.PROTOCOL,
    wireguard.PROTOCOL,
    dtls.PROTOCOL,
    mptcp.PROTOCOL,
    shim6.PROTOCOL,
    ilnp.PROTOCOL,
    lisp.PROTOCOL,
)


@dataclass(frozen=True)
class Row:
    """One protocol, read in one way."""

    name: str
    protocol: str
    title: str
    source: str
    senseless: Mapping[str, str]
    specification: Callable[[], Specification]
    facts: Facts


def _row(protocol: Protocol, variant: Variant) -> Row:
    return Row(
        name=variant.name,
        protocol=protocol.name,
        title=f"{protocol.title}: {variant.says}" if variant.says else protocol.title,
        source=protocol.source,
        senseless={**protocol.senseless, **variant.senseless},
        specification=functools.cache(lambda: specification_of(protocol, variant)),
        facts=dataclasses.replace(protocol.facts, **variant.facts),
    )


class Table:
    """The rows and the attacks, as the engine asks for them.

    Attributes:
        rows: by name.
        attacks: by name.
    """

    def __init__(self, protocols: tuple[Protocol, ...]) -> None:
        """Make a row of each variant; its specification is made when it is first asked for."""
        found = [_row(protocol, variant) for protocol in protocols for variant in protocol.variants]
        self.rows: dict[str, Row] = {row.name: row for row in found}
        self.attacks: dict[str, Attack] = {attack.name: attack for attack in ATTACKS}

    def specification(self, row: str) -> Specification:
        """Return the specification of a row, the same one whenever it is asked for."""
        return self.rows[row].specification()

    def stage(self, row: str, strength: Strength) -> Stage:
        """Return the beginning of a run of a row, with an attacker in it."""
        return Stage(self.specification(row), strength.attacker, self.rows[row].facts)

    def bounds(self, row: str, attack: str) -> tuple[Bound, ...]:
        """Return what an attack of volume can come to, the least first; nothing for one of no volume."""
        return self.attacks[attack].bounds(self.rows[row].facts)


FAMILY = Table(PROTOCOLS)
specification = FAMILY.specification
