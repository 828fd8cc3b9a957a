class UnreadableFile(ValueError):
    """Nothing can be read from the file; the message says why."""
