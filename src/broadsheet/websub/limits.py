"""How much a stranger may ask of the hub, and how long the hub goes on trying."""

from datetime import timedelta

LONGEST_REQUEST = 16 * 1024
"""Bytes of a request to the hub."""
LONGEST_TOPIC = 500
LONGEST_CALLBACK = 1000
LONGEST_SECRET = 199
"""Bytes: a secret must be less than 200 (WebSub, 5.1)."""

USUAL_LEASE = timedelta(days=10)
SHORTEST_LEASE = timedelta(minutes=5)
LONGEST_LEASE = timedelta(days=30)

COUNTED = timedelta(hours=1)
"""The time in which requests are counted."""
MOST_OF_A_SENDER = 300
"""Requests from one network address in that time."""
MOST_FOR_A_HOST = 1000
"""Requests that name callbacks of one host in that time; so often at most is a host asked that never wanted to be."""
MOST_WAITING = 2000
"""Requests not verified yet."""
MOST_OF_A_HOST = 1000
"""Subscriptions whose callbacks are on one host."""
MOST_IN_ALL = 10_000
"""Subscriptions."""

VERIFICATION_PAUSES = (timedelta(seconds=30), timedelta(minutes=5))
"""How long a callback that could not be asked is left before it is asked again."""
DELIVERY_PAUSES = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=8),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=14),
)
"""The same for a delivery, and for a ping: eight tries within a day. Then it waits for the feed's next change."""
