"""The node: what connects the engine, which does no I/O, with sockets, clock and files."""
