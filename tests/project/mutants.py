"""`python -m tests.project.mutants MODULE [TESTS ...]`: change a module in many small ways; do tests notice?

TESTS are those of the module's feature unless given. They run once, to see which of them reach which line.
Then each mutant of `mutation_operators.py` runs in a forked process with the tests that reach its line, until
one fails. What runs only when the module is imported is changed in a new process, which takes ten seconds or
more. docs/mutation-testing.md says how to read what is printed.
"""

import argparse
import gc
import importlib.abc
import importlib.util
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from functools import _lru_cache_wrapper
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from coverage import Coverage

from tests.project.mutation_operators import Mutant, mutants_of

ROOT = Path(__file__).resolve().parents[2]
MUTANT = "MUTANT"  # the environment variable that names one to a new process, as "MODULE NUMBER"
MEMORY_BYTES = 4 << 30
PYTEST_OPTIONS = ("-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not browser")
SURVIVED, KILLED, NEEDS_PROCESS = 0, 1, 77


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("module", type=Path, help="such as spaces/pricing/quote.py")
    parser.add_argument("tests", nargs="*", help="folders or files of tests, not the feature's own")
    parser.add_argument("--seconds", type=float, default=1200, help="start no mutant after this time")
    parser.add_argument("--sample", type=int, help="try so many mutants, chosen with a fixed seed")
    parser.add_argument("--lines", help="only those of lines FIRST-LAST")
    options = parser.parse_args()
    tests = options.tests or [str(Path("tests") / options.module.parent)]
    found = list(enumerate(mutants_of(options.module.read_text(), str(ROOT / options.module))))
    if options.lines:
        first, last = map(int, options.lines.split("-"))
        found = [(number, mutant) for number, mutant in found if first <= mutant.lines.start <= last]
    if options.sample and options.sample < len(found):
        found = sorted(random.Random(1).sample(found, options.sample), key=lambda pair: pair[0])
    run = MutationRun(options.module, found, tests, time.monotonic() + options.seconds)
    os.environ.setdefault("CI", "true")  # Hypothesis then tries the same examples in each run
    plugins = [run, sys.modules[__name__]]
    return int(pytest.main([*PYTEST_OPTIONS, *tests], plugins=plugins)) or bool(run.survivors)


def pytest_collection(session):
    """Let Hypothesis stop at the first failure: looking for a smaller one takes many times as long."""
    from hypothesis import Phase, settings  # not before pytest has loaded it as its plugin

    settings.register_profile("mutants", phases=(Phase.explicit, Phase.generate))
    settings.load_profile("mutants")


class MutationRun:
    """A plugin of pytest that runs the collected tests against each mutant."""

    def __init__(self, module: Path, mutants: list[tuple[int, Mutant]], tests: list[str], end: float):
        self.module, self.mutants, self.tests, self.end = module, mutants, tests, end
        self.path = str(ROOT / module)
        self.failed = self.in_child = False
        self.survivors: list[Mutant] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        self.write = session.config.pluginmanager.get_plugin("terminalreporter").write
        self.functions = [
            function
            for function in objects()
            if type(function) is FunctionType and function.__code__.co_filename == self.path
        ]
        if not self.functions:
            raise pytest.UsageError(f"no test imports {self.module}, or it has no functions")
        began = time.monotonic()
        reached, seconds = self.run_all(session.items)
        self.all_seconds = time.monotonic() - began
        if self.failed:
            raise pytest.UsageError("the tests fail without a mutant")
        outcomes = Counter()
        for number, mutant in sorted(self.mutants, key=lambda pair: not pair[1].in_function):
            if time.monotonic() > self.end:
                outcomes["not tried: no time left"] += 1
                continue
            nodes = set().union(*(reached.get(line, ()) for line in mutant.lines))
            items = [item for item in session.items if item.nodeid in nodes]
            items.sort(key=lambda item: seconds[item.nodeid])
            limit = 10 + 5 * sum(seconds[item.nodeid] for item in items)
            outcome = self.outcome(session, number, mutant, items, int(limit))
            outcomes[outcome] += 1
            if outcome.startswith("killed"):
                self.write(".", flush=True)
            else:
                self.survivors.append(mutant)
                self.write(f"\n{self.module}:{mutant.lines.start}: {outcome}\n{mutant.diff}\n", flush=True)
        total = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
        self.write(f"\n{self.module}: {len(self.mutants)} mutants: {total}\n")
        return True

    def run_all(self, items) -> tuple[dict[int, list[str]], dict[str, float]]:
        """Which tests reach each line of the module, and how long each test took."""
        coverage = Coverage(data_file=None, include=[self.path], config_file=False)
        seconds = {}
        coverage.start()
        for item, following in zip(items, [*items[1:], items[0]], strict=True):
            forget()
            coverage.switch_context(item.nodeid)
            began = time.perf_counter()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            seconds[item.nodeid] = time.perf_counter() - began
        coverage.stop()
        return coverage.get_data().contexts_by_lineno(self.path), seconds

    def outcome(self, session, number: int, mutant: Mutant, items: list, seconds: int) -> str:
        """One word or a few: killed, survived, or why it was not tried."""
        if mutant.in_function and not items:
            return "survived: no test reaches it"
        status = self.in_fork(session, mutant, items, seconds) if mutant.in_function else NEEDS_PROCESS
        if status == NEEDS_PROCESS:
            status = self.in_process(number)
        return {SURVIVED: "survived", KILLED: "killed"}.get(status, "killed by a limit of time or memory")

    def in_fork(self, session, mutant: Mutant, items: list, seconds: int) -> int:
        child = os.fork()
        if child:
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        self.in_child = True
        session.config.pluginmanager.unregister(name="terminalreporter")
        signal.alarm(seconds)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        try:
            put_code(mutant.code, self.functions)
        except ValueError:  # another number of variables from outside the function
            os._exit(NEEDS_PROCESS)
        try:
            forget()
            for item, following in zip(items, [*items[1:], items[0]], strict=True):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        except BaseException:
            os._exit(KILLED)
        os._exit(SURVIVED)

    def in_process(self, number: int) -> int:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "tests.project.mutants",
            *PYTEST_OPTIONS,
            *self.tests,
        ]
        environment = {**os.environ, MUTANT: f"{self.module} {number}"}
        try:
            limit = 60 + 3 * self.all_seconds
            done = subprocess.run(command, env=environment, capture_output=True, timeout=limit, check=False)
        except subprocess.TimeoutExpired:
            return -signal.SIGALRM
        return SURVIVED if done.returncode == 0 else KILLED

    def pytest_runtest_logreport(self, report):
        self.failed = self.failed or report.failed
        if report.failed and self.in_child:
            os._exit(KILLED)


def objects() -> list[object]:
    """All objects of the process, with those that a test has frozen, which would not be found otherwise."""
    gc.unfreeze()
    return gc.get_objects()


def forget() -> None:
    """Empty the caches of results and SQL, so that the next test reaches every line that it needs.

    Compiled templates do not depend on the code of a feature, and take long to make.
    """
    from coworking.database.prepared import PreparedQuery  # not before Django is set up

    for cached in objects():
        if type(cached) is PreparedQuery:
            cached._compiled.clear()
        elif type(cached) is _lru_cache_wrapper:
            package, _dot, rest = str(cached.__module__).partition(".")
            if package in ("coworking", "spaces", "reviews") and not rest.startswith("templating."):
                cached.cache_clear()


def put_code(module: CodeType, functions: list[FunctionType]) -> None:
    """Give every function of the module the code that it has in the changed module."""
    codes = {(code.co_qualname, code.co_firstlineno): code for code in codes_in(module)}
    for function in functions:
        key = (function.__code__.co_qualname, function.__code__.co_firstlineno)
        if key in codes:
            function.__code__ = codes[key]


def codes_in(code: CodeType):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes_in(constant)


class ImportMutant(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one mutant in place of its module."""

    def __init__(self, module: str, number: int):
        self.name = module.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        path = str(ROOT / module)
        self.code = next(
            mutant.code
            for position, mutant in enumerate(mutants_of(Path(path).read_text(), path))
            if position == number
        )

    def find_spec(self, name, path, target=None):
        if name != self.name:
            return None
        file = self.code.co_filename
        folders = [str(Path(file).parent)] if file.endswith("__init__.py") else None
        return importlib.util.spec_from_file_location(
            name, file, loader=self, submodule_search_locations=folders
        )

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        exec(self.code, module.__dict__)


if MUTANT in os.environ:
    name, _space, position = os.environ[MUTANT].partition(" ")
    sys.meta_path.insert(0, ImportMutant(name, int(position)))

if __name__ == "__main__":
    sys.exit(main())
