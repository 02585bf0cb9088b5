"""`broadsheet export static`: the reader site as files that any file server can serve.

Every page is what readers get, rendered by the press; only what needs a running paper (the search, forms that are
sent) is cut out. copying.py is the run; the other modules each know one thing it needs.
"""
