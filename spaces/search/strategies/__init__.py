"""Strategies: the ways in which the candidates of a search are found, one module each.

`choose.find_candidates` chooses between them, `planner` estimates from the counts of terms, `base` has the
orders.

Each docstring says when its strategy wins and by how much: the time of whole pages on SQLite with 10,000 and
with 100,000 spaces (`make_spaces`), as the ratio of the pages without the strategy to the same pages with it,
and the largest ratio of a single page. Measured in turn in one process, medians.

Not here, because pages take less than a tenth more without it at both sizes: looking through the best spaces
in order for frequent words (1.01 and 1.00), a third range of rank tiers (0.94 and 1.00), a statement each for
known and unknown prices (1.03 and 1.08), an index for few low prices (0.93 and 0.61), the density of spaces
around a point (1.00 and 1.07), and finding the rows of rare levels twice (1.07 and 1.00). All together: 0.97
and 0.95.
"""
