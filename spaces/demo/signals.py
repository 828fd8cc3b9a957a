"""What rooms above may add to the samples, and must take away with them."""

from django.dispatch import Signal

# Sent with `spaces`, a list of the samples just made.
samples_loaded = Signal()
# Sent with `spaces`, the primary keys of samples about to go: rooms above may take theirs away in bulk.
samples_going = Signal()
# Sent after the samples were removed.
samples_removed = Signal()
