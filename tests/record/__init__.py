"""The record of what was published."""
