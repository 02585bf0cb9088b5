"""Log-ins and what protects them: the custom user, two-factor log-in, sessions.

Owns people who work on the paper. Knows nothing of stories, sections or fronts: what a role
may do with them is written in newsroom/roles.py.
"""
