"""Tags that pages of the reader site may use without knowing the feeds."""
