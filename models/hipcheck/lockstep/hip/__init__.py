"""The view on `hipspec.hip`: updates, addresses, credit and data of associations that are established."""

from hipcheck.lockstep.hip.view import VIEW

__all__ = ["VIEW"]
