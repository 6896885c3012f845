"""The world that every protocol lives in: where hosts are, what was sent, what the attacker knows, what has happened.

It knows no protocol. A protocol extends the records here with what is its own (its packets, what a host remembers
about a peer, what more an event tells), takes the actions that are the same for all, and adds its own. In this order:

- `names`, `packets`, `association`: the names, and the part of packets and associations that is everybody's;
- `world`: what is the case, and `events`: what a step tells of itself;
- `transmission`, `exchange`: packets on the network, secrets drawn for two hosts;
- `places`, `attacker`: the actions that need no rule of any host;
- `history`: what has happened, and `properties`, `lemmas`: what holds of it in the same words for all;
- `stage`, `sampling`: tools that run a specification; nothing is proved from them.
"""
