"""The node: sockets, files and the clock around the engine, which has none of them."""
