"""Our own implementation as a client: it is asked as every other one is."""
