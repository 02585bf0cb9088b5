"""Sitemaps: every page a reader may open, told to machines in files that hardly ever change.

A file of stories holds those whose keys lie in one range, a shelf. Nothing is counted and nothing shifts: publishing
a story makes one file anew, the newest, and the index beside it.
"""
