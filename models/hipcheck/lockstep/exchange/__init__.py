"""The view on `hipspec.exchange`: the base exchange, the life of an association, and its end."""

from hipcheck.lockstep.exchange.view import VIEW

__all__ = ["VIEW"]
