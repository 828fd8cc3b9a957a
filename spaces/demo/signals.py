"""Signals by which other apps add to the demo, and remove what they added."""

from django.dispatch import Signal

# Sent with `spaces`, a list of the samples just loaded.
samples_loaded = Signal()
# Sent with `spaces`, primary keys of spaces of the demo about to be removed: receivers delete what would
# not be deleted with them, and may delete their rows in bulk.
samples_removing = Signal()
# Sent after the samples were removed.
samples_removed = Signal()
# Sent with `accounts`, primary keys of the demo's accounts about to be removed: receivers delete what these
# accounts wrote.
demo_accounts_removing = Signal()
