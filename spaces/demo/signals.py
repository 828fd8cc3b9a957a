"""Signals by which other apps add to the samples, and remove what they added."""

from django.dispatch import Signal

# Sent with `spaces`, a list of the samples just loaded.
samples_loaded = Signal()
# Sent with `spaces`, primary keys of samples about to be removed: receivers may delete their rows in bulk.
samples_removing = Signal()
# Sent after the samples were removed.
samples_removed = Signal()
