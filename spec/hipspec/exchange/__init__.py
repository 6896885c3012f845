"""The base exchange and the life cycle of an association (RFC 7401 4 to 6)."""
