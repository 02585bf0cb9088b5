"""The press: renders a reader's page once, keeps it with the keys of everything it showed, serves it without Django.

Owns the store of rendered pages and pieces, the outbox of changes, and the WSGI front that answers readers.
Knows nothing of stories: other apps tell it keys, and it imports none of them.
"""
