"""Clients to begin with, as `hipway vectors template` prints them."""
