"""From what people type to places: cities and countries by any of their names.

(Filled in with the search.)
"""
