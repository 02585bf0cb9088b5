"""Photos and files: captions, credits, rights and when they end, and the renditions readers get.

Owns every uploaded file. Knows nothing of the stories that show them.
"""
