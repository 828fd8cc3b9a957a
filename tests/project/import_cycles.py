"""`python -m tests.project.import_cycles`: fail when modules import each other in a circle.

The layers in pyproject.toml forbid circles between features; this finds those inside a feature too.
"""

import sys
from graphlib import CycleError, TopologicalSorter

import grimp

PACKAGES = ("coworking", "spaces", "reviews")


def find_cycle() -> list[str]:
    """The modules of one import circle, the first one repeated at the end; empty if there is none.

    An import inside a function counts. One for type checkers only does not.
    """
    graph = grimp.build_graph(*PACKAGES, exclude_type_checking_imports=True, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


if __name__ == "__main__":
    if cycle := find_cycle():
        sys.exit(f"Import circle: {' -> '.join(cycle)}")
    print("No import circles.")
