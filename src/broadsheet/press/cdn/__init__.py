"""What a CDN is told: with each page what is on it and how long to keep it; after a change, what to forget.

One base class (base.py), a file for each service, and one for having none. `Purger` does the telling, in a thread of
its own. Only tags and addresses go out: a tag is a digest of a key.
"""
