"""The node: the engine with sockets, time and entropy around it."""
