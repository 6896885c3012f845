"""Every number that an engine works with, in one object."""

from dataclasses import dataclass, field

from hipway.wire.numbers import Cipher, EspSuite, Group

__all__ = ["Config"]


@dataclass(frozen=True, slots=True)
class Config:
    """What a host may choose. Times are seconds, sizes bytes unless said otherwise.

    Attributes:
        port: the UDP port of HIP, here and at the peers (RFC 5770 5.1).
        groups: the Diffie-Hellman groups, the most preferred first (RFC 7401 5.2.6).
        ciphers: the ciphers for HOST_ID in ENCRYPTED, the most preferred first (RFC 7401 5.2.8).
        esp_suites: the ESP suites, the most preferred first (RFC 7402 5.1.2).
        encrypt_host_id: whether an I2 hides the identity of the Initiator (RFC 7401 5.3.3).
        puzzle_difficulty: #K of an R1 while there is no load (RFC 7401 7 recommends 0).
        puzzle_difficulty_most: #K under the heaviest load.
        puzzle_difficulty_accepted: the greatest #K of a peer that is solved at all.
        puzzle_exponent: the lifetime of a puzzle as it stands in PUZZLE, 2^(x-32) seconds (RFC 7401 5.2.4).
        puzzle_tries: how many values of #J are tried in one slice of work, before other work has its turn.
        exchanges_per_second: how many base exchanges a second count as load; each doubling adds one to #K.
        r1_lifetime: how long an R1 is offered before a new generation is made ("Delta T", RFC 7401 6.7.1).
        r1_grace: how long the I2 for an older R1 is still accepted ("Delta S").
        r1_rate: how many R1s a second go to one address (RFC 7401 6.7 demands a limit).
        r1_burst: how many at once.
        i1_retries: I1_RETRIES_MAX.
        i2_retries: I2_RETRIES_MAX.
        update_retries: UPDATE_RETRY_MAX.
        close_retries: how often a CLOSE is sent again before UAL and MSL end its association anyway.
        retry_first: how long the first answer is waited for; each further wait is twice as long (RFC 7401 6.11).
        retry_longest: how long any answer is waited for.
        exchange_complete: how long a Responder waits in R2-SENT for the first sign of life (EC, RFC 7401 4.4.2).
        unused_lifetime: after this much silence an association is closed (UAL, RFC 7401 4.4.2).
        segment_lifetime: MSL (RFC 7401 4.4.2).
        failed_lifetime: how long E-FAILED is remembered.
        keepalive: after this much silence towards a peer behind a translator it is told that we are there (RFC 9028
            5.3 names 15 s).
        queue: how many bytes of payload wait for an association that is being made.
        associations: how many associations there may be.
        half_open: how many of them may be in the making by this host's own I1s.
        update_window: how far ahead of the newest an Update ID may be (RFC 7401 6.12).
        locators_of_a_peer: how many addresses a peer may have (RFC 8046 4 sets no limit; memory does).
        locator_lifetime: how long the peer may use an address of ours that it does not hear of again (RFC 8046 4).
        credit_aging_factor: what is left of all credit after an interval (RFC 8046 5.6.2).
        credit_aging_interval: that interval.
        credit: whether unverified addresses get traffic at all, against credit (RFC 8046 5.6).
        reflexive: whether the address that a packet of a peer really came from counts as announced, so that peers
            behind address translators can move (RFC 5770 5.1, RFC 9028 5.1). It is verified like any other.
        rekey_after: how many packets of one SA may be sent before it is replaced (RFC 7402 6.8).
        registrars: the registration services that this host offers, by number (RFC 8003 4.2).
        registration_shortest: the shortest registration granted.
        registration_longest: the longest.
        registrations: how many clients may be registered.
        tell_keys: whether the keys of ESP are told (`KeysInstalled`), for whoever writes a capture.
    """

    port: int = 10500
    groups: tuple[int, ...] = (Group.P_256, Group.P_384, Group.MODP_3072, Group.MODP_1536)
    ciphers: tuple[int, ...] = (Cipher.AES_128_CBC, Cipher.AES_256_CBC)
    esp_suites: tuple[int, ...] = (EspSuite.AES_GCM_16, EspSuite.AES_128_CBC_SHA256)
    encrypt_host_id: bool = True
    puzzle_difficulty: int = 0
    puzzle_difficulty_most: int = 20
    puzzle_difficulty_accepted: int = 24
    puzzle_exponent: int = 37
    puzzle_tries: int = 2000
    exchanges_per_second: float = 200.0
    r1_lifetime: float = 60.0
    r1_grace: float = 60.0
    r1_rate: float = 20.0
    r1_burst: int = 50
    i1_retries: int = 5
    i2_retries: int = 5
    update_retries: int = 5
    close_retries: int = 3
    retry_first: float = 0.5
    retry_longest: float = 8.0
    exchange_complete: float = 10.0
    unused_lifetime: float = 900.0
    segment_lifetime: float = 120.0
    failed_lifetime: float = 10.0
    keepalive: float = 15.0
    queue: int = 262_144
    associations: int = 1_000_000
    half_open: int = 10_000
    update_window: int = 32
    locators_of_a_peer: int = 16
    locator_lifetime: int = 3600
    credit_aging_factor: float = 7 / 8
    credit_aging_interval: float = 5.0
    credit: bool = True
    reflexive: bool = True
    rekey_after: int = 2**31
    registrars: tuple[int, ...] = field(default=())
    registration_shortest: float = 60.0
    registration_longest: float = 86_400.0
    registrations: int = 100_000
    tell_keys: bool = False
