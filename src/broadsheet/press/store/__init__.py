"""Where rendered pages are kept: one contract (base.py), a file for each place."""
