"""Specification and implementation in lockstep: the same events go through both, and each event is compared.

How it works. A *laboratory* runs real engines on a network of one process, whose time is a number and whose entropy
comes from a seed. A *view* looks at it through one specification: it gives names to what the engines hold as bytes
(hosts, addresses, keys, nonces), and renames. Everything that happens is an *event*, a small record that can be written
to a file. After each event

1. the view says which steps of the specification it was: none, one, or several in a row, for a packet may carry several
   parts, and an engine does at once what the specification lets a host do whenever it wants;
2. these steps run on the specification;
3. what each host holds, and what it has sent, must be the same on both sides. Where the specification refuses, the
   engine must have refused as well, by a clause that belongs to that guard, or it must have been silent where the
   clause asks for silence; nothing may have changed. Where the specification accepts, the engine must not refuse.

The specification is driven by what the engine did, so it needs no second telling of what a host is free to choose (when
to challenge, when to send again, which address data goes to). What is free is an action of the specification, and its
guards say what is allowed. So a timer that fires too early, a packet that is repeated too often, or an answer that
nobody asked for is refused by a guard, and that is a difference.

The attacker's packets are real bytes: a replay is the recorded bytes, a forgery is made with the keys that the forger
has. The specification takes them as they are, without asking whether its own attacker could have made them; that is
what the proofs are about. Here it is about what a host does with any packet.

What reads the bytes (`reading`) and checks what is in them is written here once more, with hashlib, so that a mistake
of the implementation's own codec or checks can't hide itself.
"""
