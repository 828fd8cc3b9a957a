"""No file or text from elsewhere takes the memory or the time of the site, or ends in a traceback."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_reader_answers_hostile_input_in_bounded_memory_and_time():
    environment = os.environ | {"DATABASE_URL": "sqlite://:memory:"}
    command = [sys.executable, "-m", "tests.safety.hostile_files"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr[-4000:]
