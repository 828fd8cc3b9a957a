"""Date formats of a language where they differ from Django's (FORMAT_MODULE_PATH)."""
