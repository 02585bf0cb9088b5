"""Feeds: RSS, Atom and JSON Feed of every list of the paper, of a search and of its corrections, and all in one OPML.

What a feed says is put together once (documents.py) and written by one module for each format. Owns no models, and
knows nothing of the reader site; what a search finds it is given by broadsheet/urls.py.
"""
