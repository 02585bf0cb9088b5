"""Speaking HTTP to servers nobody vouches for: which addresses may be asked, and one exchange with a deadline.

Nothing here follows a redirect, asks a private network, waits without end, or looks a name up twice. Who asks decides
how often, how much is read, and what an answer means.
"""
