"""Signals by which other apps add to synthetic spaces. Both are sent once a batch, in its transaction."""

from django.dispatch import Signal

# Sent with `spaces`, unsaved: columns may still be set on them.
spaces_generated = Signal()
# Sent with `spaces`, saved.
spaces_written = Signal()
