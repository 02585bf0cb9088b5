"""Stories and all they are made of: sections, topics, authors, corrections, standing pages.

Owns the content of the paper, its lists and its roles. Knows accounts and media; knows nothing of
fronts, the reader site, imports, newsletters, advertising or audience counting.
"""
