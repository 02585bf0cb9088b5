"""Holds a report against the paper as it is served: asks every old address, as its readers will.

`reading` takes a report apart, `asking` speaks HTTP, `checks` judges an answer, `verifying` does all of it. Needs
neither Django nor a paper.
"""
