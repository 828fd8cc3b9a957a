"""Signals by which other apps take part in merging two spaces, and in undoing it."""

from django.dispatch import Signal

# Sent with `kept` and `gone` inside the transaction of a merge. A receiver moves its own rows and returns
# {its name: what `merge_undone` needs}, as JSON can keep it.
spaces_merged = Signal()
# Sent with `kept`, `gone` and `memory`: all that the receivers returned, in one mapping.
merge_undone = Signal()
