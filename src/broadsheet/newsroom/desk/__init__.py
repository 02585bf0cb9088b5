"""The desk: what those who make the paper see and may do. Knows the newsroom's models; readers never come here."""
