"""How a paper is read from its folder."""
