"""The packets of an exchange, parameter by parameter (RFC 7401 5.3, RFC 7402 5.2, RFC 8046 3.2)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from hipcheck.vectors import independent
from hipcheck.vectors.arithmetic import CURVES
from hipcheck.vectors.ciphering import encrypted
from hipcheck.vectors.drawing import TYPES, packet, tlv
from hipcheck.vectors.exchanges.ends import COUNTER, LIFETIME, OTHERS, Ends
from hipcheck.vectors.groups import public_of
from hipcheck.vectors.independent import stream
from hipcheck.vectors.keys import SALT
from hipcheck.vectors.signing import host_id_of

ESP = 4095  # the transport format (RFC 7402 5.1.2)
HIT_SUITES = (1, 2, 5)
LISTED_FOR = 3600  # seconds that a locator is good for
OPAQUE = bytes(2)


def numbers(values: Iterable[int], size: int) -> bytes:
    """Return numbers of so many bytes, one behind the other."""
    return b"".join(value.to_bytes(size, "big") for value in values)


@dataclass(frozen=True)
class Made:
    """A packet.

    Attributes:
        kind: its type.
        role: who sends it.
        raw: its bytes.
        signature_at: where its signature begins; 0 for none.
        mac_key: of its MAC, as its sender has it.
    """

    kind: str
    role: str
    raw: bytes
    signature_at: int = 0
    mac_key: bytes = b""


@dataclass
class Maker:
    """Makes packets.

    Attributes:
        ends: who sends them.
        salts: what RSA-PSS drew so far.
    """

    ends: Ends
    salts: list[bytes] = field(default_factory=list)

    def lists(self, role: str) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
        """Return the groups, ciphers and ESP suites of an end: what is agreed on comes first."""
        plan = self.ends.plan
        more = 7 if plan.group == 8 else 8  # noqa: PLR2004  # another curve, which is cheap to have ready
        groups = (plan.group, more) if role == "initiator" else (plan.group,)
        ciphers = (plan.cipher, *(each for each in (2, 4) if each != plan.cipher))
        suites = (plan.esp_suite, *(each for each in (13, 8) if each != plan.esp_suite))
        return groups, ciphers, suites

    def suites(self) -> tuple[int, ...]:
        """Return the HIT suites of the Responder, its own first."""
        own = self.ends.suite
        return (own, *(each for each in HIT_SUITES if each != own))

    # ------------------------------------------------------------------ base exchange

    def i1(self, role: str = "initiator") -> Made:
        """Return an I1."""
        groups = self.lists(role)[0]
        return Made("I1", role, self._plain("I1", role, tlv(511, bytes(groups))))

    def r1(self) -> Made:
        """Return the R1, whose signature leaves out the receiver's HIT, the opaque data and #I (RFC 7401 5.2.15)."""
        ends, plan = self.ends, self.ends.plan
        groups, ciphers, suites = self.lists("responder")
        end = ends.of["responder"]
        puzzle = bytes((plan.k, LIFETIME))
        before = tlv(129, bytes(4) + COUNTER.to_bytes(8, "big"))
        behind = [
            tlv(511, bytes(groups)),
            tlv(513, self._public(end.secrets[0])),
            tlv(579, numbers(ciphers, 2)),
            host_id_of(end.known),
            tlv(715, bytes(suite << 4 for suite in self.suites())),
            tlv(2049, numbers((ESP,), 2)),
            tlv(4095, bytes(2) + numbers(suites, 2)),
        ]
        blank = tlv(257, puzzle + bytes(2) + bytes(len(ends.i)))
        covered = packet(TYPES["R1"], before, blank, *behind, sender=end.hit, receiver=bytes(16))
        signature = self._signature("responder", covered, 61633)
        whole = (before, tlv(257, puzzle + OPAQUE + ends.i), *behind, signature)
        return Made("R1", "responder", self._plain("R1", "responder", *whole), len(covered))

    def i2(self) -> Made:
        """Return the I2."""
        ends, plan = self.ends, self.ends.plan
        end = ends.of["initiator"]
        begin = ends.draw_esp()
        host_id = host_id_of(end.known)
        if plan.hidden:
            host_id = tlv(641, bytes(4) + encrypted(ends.keys("initiator")[0], ends.iv, host_id))
        parameters = (
            tlv(65, bytes(2) + numbers((begin,), 2) + numbers((0, ends.spi("initiator")), 4)),
            tlv(129, bytes(4) + COUNTER.to_bytes(8, "big")),
            tlv(321, bytes((plan.k, 0)) + OPAQUE + ends.i + ends.j),
            tlv(513, self._public(end.secrets[0])),
            tlv(579, numbers((plan.cipher,), 2)),
            host_id,
            tlv(2049, numbers((ESP,), 2)),
            tlv(4095, bytes(2) + numbers((plan.esp_suite,), 2)),
        )
        return self._sealed("I2", "initiator", *parameters)

    def r2(self) -> Made:
        """Return the R2, whose HIP_MAC_2 covers the Responder's HOST_ID too (RFC 7401 5.2.13)."""
        begin = 2 * sum(self.ends.sizes)
        info = tlv(65, bytes(2) + numbers((begin,), 2) + numbers((0, self.ends.spi("responder")), 4))
        return self._sealed("R2", "responder", info, host_id=host_id_of(self.ends.of["responder"].known))

    # ------------------------------------------------------------------ what follows

    def update(self, role: str, *parameters: bytes, numbered: bool = True) -> Made:
        """Return an UPDATE, with the next Update ID unless it only acknowledges."""
        end, own = self.ends.of[role], list(parameters)
        if numbered:
            own.append(tlv(385, numbers((end.update_id,), 4)))
            end.update_id += 1
        return self._sealed("UPDATE", role, *sorted(own, key=lambda each: each[:2]))

    def esp_info(self, index: int, old: int, new: int) -> bytes:
        """Return an ESP_INFO."""
        return tlv(65, bytes(2) + numbers((index,), 2) + numbers((old, new), 4))

    def locators(self, role: str) -> bytes:
        """Return the complete list of an end's addresses, each of type 1, the first one preferred (RFC 8046 4)."""
        end = self.ends.of[role]
        spi = numbers((end.spis[-1],), 4)
        return tlv(
            193,
            b"".join(
                bytes((0, 1, 5, int(place == 0))) + numbers((LISTED_FOR,), 4) + spi + here
                for place, here in enumerate(end.here)
            ),
        )

    def diffie_hellman(self, secret: bytes) -> bytes:
        """Return a DIFFIE_HELLMAN."""
        return tlv(513, self._public(secret))

    def closing(self, kind: str, role: str, echo: bytes) -> Made:
        """Return a CLOSE or a CLOSE_ACK."""
        return self._sealed(kind, role, tlv(897 if kind == "CLOSE" else 961, echo))

    # ------------------------------------------------------------------ parts

    def _public(self, secret: bytes) -> bytes:
        group = self.ends.plan.group
        value = public_of(group, secret)
        if group in CURVES and len(value) != 2 * CURVES[group].size:
            raise ValueError("a point is x and y")
        return bytes((group,)) + len(value).to_bytes(2, "big") + value

    def _plain(self, kind: str, role: str, *parameters: bytes) -> bytes:
        ours, peer = self.ends.of[role].hit, self.ends.of[OTHERS[role]].hit
        return packet(TYPES[kind], *parameters, sender=ours, receiver=peer)

    def _signature(self, role: str, covered: bytes, kind: int) -> bytes:
        known = self.ends.of[role].known
        salt = b""
        if known.salted:
            salt = stream(f"{self.ends.plan.name} salt {len(self.salts)}", SALT)
            self.salts.append(salt)
        return tlv(kind, known.algorithm.to_bytes(2, "big") + known.sign(covered, salt))

    def _sealed(self, kind: str, role: str, *parameters: bytes, host_id: bytes = b"") -> Made:
        """Return a packet with its MAC and its signature (RFC 7401 6.4)."""
        key = self.ends.keys(role)[1]
        bare = self._plain(kind, role, *parameters)
        covered = bare[:1] + bytes(((len(bare) + len(host_id)) // 8 - 1,)) + bare[2:] + host_id
        mac = tlv(61569 if host_id else 61505, independent.mac(self.ends.suite, key, covered))
        signed = self._plain(kind, role, *parameters, mac)
        signature = self._signature(role, signed, 61697)
        return Made(kind, role, self._plain(kind, role, *parameters, mac, signature), len(signed), key)
