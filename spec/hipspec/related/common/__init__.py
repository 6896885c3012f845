"""What all mobility protocols have in common: packets, sessions, the world, the attacker, the attacks.

In this order: `names`, `packets`, `facts`, `session`, `words` and `rules` are what a protocol is written in; `world`,
`transmission`, `honest`, `places` and `attacker` are what happens to it; `history`, `observation`, `properties` and
`lemmas` are what is proved; `stage`, `scenarios`, `attempts` and `attacks` are what is played and tried; `protocol`
makes specifications of it all.
"""
