"""The reference implementation of the Host Identity Protocol.

It is written from the RFCs (7401, 7402, 8003, 8004, 8046, 8047) and shares no line with the specification in `hipspec`,
so that each can be tested against the other. An import contract holds this.

- `wire`: packets and parameters, from bytes and to bytes.
- `identity`, `keyfile`, `crypto`: Host Identities, their files, and the formulas of the RFCs.
- `esp`: the data channel.
- `engine`: the protocol, without input or output; time and entropy are arguments.
- `node`: sockets, files and the clock around the engine.
"""
