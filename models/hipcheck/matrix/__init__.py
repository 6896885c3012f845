"""The matrix of protocols and attacks: what is kept of it, and what pages and documents are made of."""
