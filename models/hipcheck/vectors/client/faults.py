"""What our client can't be asked."""


class Unsupported(Exception):  # noqa: N818  # not an error: the protocol's own word
    """We don't do this; the message says what it is."""
