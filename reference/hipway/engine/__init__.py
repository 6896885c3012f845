"""The protocol as an engine without input and output: what arrives and the time go in, what to send comes out."""
