"""Engines for Wagtail's search that stay quick in a large archive. Named in the setting WAGTAILSEARCH_BACKENDS.

Each is Wagtail's own engine for that database with two changes: the best matches are found before anything else is
asked about them, and saving one page does not read the whole index.
"""
