class NotUnderstood(ValueError):
    """Raised for a text that cannot be read with certainty. Its message is a sentence for readers."""
