"""Signals by which other apps take part in merging two spaces, and in undoing it."""

from django.dispatch import Signal

# Sent inside the transaction of a merge with `duplicate`, the space that is merged, and `target`, the space
# that it is merged into. A receiver moves the rows of its app, and returns {name of its app: undo data} in
# values that JSON can hold.
spaces_merged = Signal()
# Sent inside the transaction of the undo with `target`, `duplicate` and `undo_data`: what the receivers of
# `spaces_merged` returned, in one mapping.
merge_undone = Signal()
