"""Photos and files: what is let in, and what readers get of it."""
