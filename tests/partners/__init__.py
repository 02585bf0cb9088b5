"""Partners, ninjs and republishing."""
