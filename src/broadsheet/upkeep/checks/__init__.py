"""`broadsheet check`: everything that can be wrong with a paper, why it matters, and how to mend it.

One module for each kind of thing looked at; each has a function `look(paper)` that yields findings and raises nothing.
"""
