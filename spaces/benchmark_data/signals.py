"""What rooms above may add to the synthetic spaces. Both are sent once a batch, inside its transaction."""

from django.dispatch import Signal

# With `spaces`, not saved yet: figures may still be set on them.
spaces_drawn = Signal()
# With `spaces`, saved.
spaces_made = Signal()
