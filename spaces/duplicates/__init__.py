"""When two spaces are one place: how alike they are, which pairs to compare, and merging them."""
