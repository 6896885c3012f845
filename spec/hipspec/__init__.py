"""Hipspec: the Host Identity Protocol as an executable specification, in plain Python.

Read it in this order: `hipspec.language` (the whole vocabulary), `hipspec.hip.association` and
`hipspec.hip.packets` (what hosts remember and say), `hipspec.hip.updates`, `hipspec.hip.verification` and
`hipspec.hip.traffic` (the rules of one host), `hipspec.hip.honest` and `hipspec.hip.attacker` (the world around
them), `hipspec.hip.properties` (what must never happen). Nothing but the standard library is needed.
"""
