"""Other mobility protocols, in the same language and under the same attacks.

One module holds one protocol: its rules with their sources, its options, and its rows in the table (`table`). All that
protocols have in common is written once, in `hipspec.related.common`.

Why it is made so:

- A protocol's rules are put in the places of rules of the same name that refuse everything, in copies of the common
  actions (`hipspec.language.instances`). So each row is a specification of its own, lifted and run like any other,
  and yet the world, the attacker, the history, the attacks and the lemmas are written once.
- An option is answered in the same way: the constant that the rules read it from is replaced. A row is never read in
  two ways.
- What the attacker can do is a constant of the world. One text serves all attackers; a proof against a strong one is a
  proof against every weaker one.
- Words only build packets and sessions; guards stand in the protocol's own module, where two protocols are compared.
- Opening takes three packets (HELLO, REPLY, FINISH). What a fourth one adds, an acknowledgement, no attack here needs.
- The network loses, delays, repeats and reorders by itself, so an attacker who may do so can do nothing more.
- A packet is read where it was sent to, or on its way between two honest hosts by an attacker on their path. What
  goes to an address where the receiver is not is read only by whoever sits there.
"""
