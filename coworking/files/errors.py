"""Errors of reading files from elsewhere."""


class UnreadableFile(ValueError):
    """A file that cannot be read as a whole. The message, shown to whoever gave the file, says why."""
