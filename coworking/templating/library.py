"""Functions that Jinja2 templates may call, also as filters: `{{ opening(space) }}`, `{{ space|opening }}`.

A feature offers its functions in its own `template_functions.py`; the environment imports these modules.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps

Function = TypeVar("Function", bound=Callable[..., Any])

functions: dict[str, Callable[..., Any]] = {}
memoized_functions: dict[str, Callable[..., Any]] = {}


def template_function(function: Function) -> Function:
    """Register a function for templates, under its own name."""
    return _register(functions, function)


def memoized_template_function(function: Function) -> Function:
    """Register a function whose result depends on nothing but its arguments and the active language.

    The environment of each language memoises it.
    """
    return _register(memoized_functions, function)


def autodiscover() -> None:
    """Import the `template_functions` module of every feature package of the installed apps."""
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path).glob("*/template_functions.py")):
            import_module(f"{app.name}.{path.parent.name}.template_functions")


def _register(registry: dict[str, Callable[..., Any]], function: Function) -> Function:
    name = function.__name__
    registered = functions.get(name) or memoized_functions.get(name) or function
    if registered is not function:
        raise ValueError(
            f"two template functions are called {name}: in {registered.__module__} and {function.__module__}"
        )
    registry[name] = function
    return function
