"""Vectors: what goes in, and what may come out, as JSON for any implementation in any language.

Three kinds: codec and cryptography, whole exchanges with every secret given, and steps of the state machine. What is
expected is written down from the RFCs, computed by means that share nothing with the implementation (`independent`), or
executed on the specification.
"""
