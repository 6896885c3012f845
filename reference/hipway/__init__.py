"""The reference implementation of the Host Identity Protocol.

It is written from the RFCs (7401, 8046, 8047, 7402) and shares no line with the specification in `hipspec`, so that
each can be tested against the other. An import contract holds this. The package is empty as yet: the implementation
comes with a later issue.
"""
