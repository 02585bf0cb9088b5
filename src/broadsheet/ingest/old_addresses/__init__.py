"""Addresses readers and search engines know from the old site: what they may mean, and where that is now.

`shapes` reads an address and asks no database; `answered` knows where the paper answers by itself; `lookup` finds the
place; `middleware` answers with one redirect.
An address is stored once, in its plainest form (`shapes.stored_as`); feeds, numbered pages, AMP and print versions,
other spellings and WordPress's numbers are worked out from it when somebody asks.
"""
