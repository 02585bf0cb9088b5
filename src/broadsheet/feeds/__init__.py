"""Feeds for machines that read newspapers. Owns no models."""
