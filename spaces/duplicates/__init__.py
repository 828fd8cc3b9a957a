"""Likely duplicates of spaces: which pairs to compare, how similar they are, and merging them."""
