"""What rooms above may add to the samples, and must take away with them."""

from django.dispatch import Signal

# Sent with `spaces`, a list of the samples just made.
samples_loaded = Signal()
# Sent after the samples were removed.
samples_removed = Signal()
