"""What the protocol asks of cryptography: hashes, groups, ciphers, keys and puzzles, each beside its clause."""
