"""Partners and republishing: stories for others to publish, as IPTC ninjs 3.1 by key, and as HTML for whoever asks.

Owns the partners with their keys, what each was given, and what readers say they publish. Reads stories as feeds do;
nothing below knows of it.
"""
