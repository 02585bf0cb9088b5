"""Search for readers: what they typed, the stories that match, the passages shown, suggestions as they type."""
