"""The form of every line in the log, of Django's loggers and of gunicorn's: time, level, logger, message."""

LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
TIME = "%Y-%m-%d %H:%M:%S %z"
