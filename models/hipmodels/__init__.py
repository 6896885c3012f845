"""Hipmodels: a specification lifted to terms of a solver, proved, attacked and ablated.

Nothing here knows of HIP: everything is derived from a `hipspec.language.Specification`.
"""
