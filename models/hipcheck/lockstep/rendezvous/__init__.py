"""The view on `hipspec.rendezvous`: I1s and UPDATEs through a server, and two hosts that move at once."""

from hipcheck.lockstep.rendezvous.view import VIEW

__all__ = ["VIEW"]
