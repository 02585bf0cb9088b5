"""Measurements: against a bare Wagtail page on the same server in the same run, and against itself at size.

`make bench` (or `python -m bench [PART ...]`) prints every figure and keeps it in bench/RESULTS.md. Figures
drift from machine to machine, and from one minute to the next on a busy one: compare the ratios of one run.
"""
