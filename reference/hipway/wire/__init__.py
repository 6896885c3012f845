"""The codec: HIP packets as bytes and as values, strictly by RFC 7401 5 and its extensions. No cryptography here.

The bytes of a packet are canonical if they are what its sender must write: padding, reserved and fixed bits as
prescribed, no reserved control, at most six entries where a list may have six, one REG_REQUEST or REG_RESPONSE, and
nothing behind the packet. `build(parse(b).packet) == b` holds for these, up to the checksum, which depends on the
addresses. What else must be accepted is (RFC 7401 5.1, 5.2.1); the bytes as they came stay in `Received.raw`.
"""
