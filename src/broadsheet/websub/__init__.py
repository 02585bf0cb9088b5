"""WebSub (W3C Recommendation, 23 January 2018): the paper's own hub, and telling an outside one.

Owns the subscriptions, the requests for them, and what an outside hub is still to be told. Reads feeds as readers get
them; knows nothing of how they are made.
"""
