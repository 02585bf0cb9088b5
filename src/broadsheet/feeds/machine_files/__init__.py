"""The files only machines read: robots.txt and its like, what is said of licences, icons and the web manifest."""
