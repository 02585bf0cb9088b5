"""The picture other sites show beside a link to a page that has none: its headline, set as the paper sets headlines.

Each card has an address with a digest of what it shows. It is drawn when first asked for and kept by the press, as a
page is; under any other digest there is nothing to draw.
"""
