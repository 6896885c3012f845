"""The numbers that the RFCs assign, each list beside its section."""

from enum import IntEnum


class PacketType(IntEnum):
    """RFC 7401 5.3."""

    I1 = 1
    R1 = 2
    I2 = 3
    R2 = 4
    UPDATE = 16
    NOTIFY = 17
    CLOSE = 18
    CLOSE_ACK = 19


class ParameterType(IntEnum):
    """RFC 7401 5.2, 7402 5.1, 8046 4, 8002 2, 8003 4, 8004 4.2, 5770 5.4-5.8, 9028 5.12-5.15."""

    ESP_INFO = 65
    R1_COUNTER = 129
    LOCATOR_SET = 193
    PUZZLE = 257
    SOLUTION = 321
    SEQ = 385
    ACK = 449
    DH_GROUP_LIST = 511
    DIFFIE_HELLMAN = 513
    HIP_CIPHER = 579
    NAT_TRAVERSAL_MODE = 608
    TRANSACTION_PACING = 610
    ENCRYPTED = 641
    HOST_ID = 705
    HIT_SUITE_LIST = 715
    CERT = 768
    NOTIFICATION = 832
    ECHO_REQUEST_SIGNED = 897
    REG_INFO = 930
    REG_REQUEST = 932
    REG_RESPONSE = 934
    REG_FAILED = 936
    REG_FROM = 950
    ECHO_RESPONSE_SIGNED = 961
    TRANSPORT_FORMAT_LIST = 2049
    ESP_TRANSFORM = 4095
    RELAYED_ADDRESS = 4650
    MAPPED_ADDRESS = 4660
    PEER_PERMISSION = 4680
    CANDIDATE_PRIORITY = 4700
    NOMINATE = 4710
    HIP_MAC = 61505
    HIP_MAC_2 = 61569
    HIP_SIGNATURE_2 = 61633
    HIP_SIGNATURE = 61697
    ECHO_RESPONSE_UNSIGNED = 63425
    ECHO_REQUEST_UNSIGNED = 63661
    RELAY_FROM = 63998
    RELAY_TO = 64002
    FROM = 65498
    RVS_HMAC = 65500
    VIA_RVS = 65502
    RELAY_HMAC = 65520


class Group(IntEnum):
    """Diffie-Hellman groups, RFC 7401 5.2.7 (1, 2, 5 and 6 are deprecated)."""

    MODP_1536 = 3
    MODP_3072 = 4
    P_256 = 7
    P_384 = 8
    P_521 = 9
    SECP160R1 = 10
    MODP_2048 = 11


class Cipher(IntEnum):
    """Ciphers of the ENCRYPTED parameter, RFC 7401 5.2.8."""

    NULL = 1
    AES_128_CBC = 2
    AES_256_CBC = 4


class HitSuite(IntEnum):
    """HIT Suites, RFC 7401 5.2.10 and 9374 3.4.2."""

    RSA_SHA256 = 1
    ECDSA_SHA384 = 2
    ECDSA_LOW_SHA1 = 3
    EDDSA_CSHAKE128 = 5


class Algorithm(IntEnum):
    """Algorithms of Host Identities, RFC 7401 5.2.9 and 9374 3.4.1."""

    DSA = 3
    RSA = 5
    ECDSA = 7
    ECDSA_LOW = 9
    EDDSA = 13


class EccCurve(IntEnum):
    """Curves of ECDSA Host Identities, RFC 7401 5.2.9."""

    P_256 = 1
    P_384 = 2


class EdDsaCurve(IntEnum):
    """Curves of EdDSA Host Identities, RFC 9374 3.4.1."""

    ED25519 = 1
    ED25519PH = 2
    ED448 = 3
    ED448PH = 4


class DomainIdType(IntEnum):
    """RFC 7401 5.2.9."""

    NONE = 0
    FQDN = 1
    NAI = 2


class EspSuite(IntEnum):
    """ESP suites, RFC 7402 5.1.2 (2 to 6 are deprecated)."""

    AES_128_CBC_SHA1 = 1
    NULL_SHA256 = 7
    AES_128_CBC_SHA256 = 8
    AES_256_CBC_SHA256 = 9
    AES_CCM_8 = 10
    AES_CCM_16 = 11
    AES_GCM_8 = 12
    AES_GCM_16 = 13
    AES_CMAC_96 = 14
    AES_GMAC = 15


class NotifyType(IntEnum):
    """RFC 7401 5.2.19, 7402 5.1.3, 8046 5.3, 5770 5.10, 9028 5.10: errors below 16384, other status from there on."""

    UNSUPPORTED_CRITICAL_PARAMETER_TYPE = 1
    INVALID_SYNTAX = 7
    NO_DH_PROPOSAL_CHOSEN = 14
    INVALID_DH_CHOSEN = 15
    NO_HIP_PROPOSAL_CHOSEN = 16
    INVALID_HIP_CIPHER_CHOSEN = 17
    NO_ESP_PROPOSAL_CHOSEN = 18
    INVALID_ESP_TRANSFORM_CHOSEN = 19
    UNSUPPORTED_HIT_SUITE = 20
    AUTHENTICATION_FAILED = 24
    CHECKSUM_FAILED = 26
    HIP_MAC_FAILED = 28
    ENCRYPTION_FAILED = 32
    INVALID_HIT = 40
    BLOCKED_BY_POLICY = 42
    RESPONDER_BUSY_PLEASE_RETRY = 44
    LOCATOR_TYPE_UNSUPPORTED = 46
    NO_VALID_NAT_TRAVERSAL_MODE_PARAMETER = 60
    CONNECTIVITY_CHECKS_FAILED = 61
    MESSAGE_NOT_RELAYED = 62
    SERVER_REFLEXIVE_CANDIDATE_ALLOCATION_FAILED = 63
    RVS_HMAC_PROHIBITED_WITH_RELAY = 64
    I2_ACKNOWLEDGEMENT = 16384
    NAT_KEEPALIVE = 16385


class NatTraversal(IntEnum):
    """RFC 5770 5.4 and 9028 5.4."""

    UDP_ENCAPSULATION = 1
    ICE_STUN_UDP = 2
    ICE_HIP_UDP = 3


class RegistrationType(IntEnum):
    """RFC 8004 4.1, 5770 5.9, 9028 5.9."""

    RENDEZVOUS = 1
    RELAY_UDP_HIP = 2
    RELAY_UDP_ESP = 3


class RegistrationFailure(IntEnum):
    """RFC 8003 4.5."""

    CREDENTIALS_REQUIRED = 0
    TYPE_UNAVAILABLE = 1
    INSUFFICIENT_RESOURCES = 2
    INVALID_CERTIFICATE = 3


class TrafficType(IntEnum):
    """What a locator is for, RFC 8046 4.1."""

    BOTH = 0
    SIGNALLING = 1
    DATA = 2
