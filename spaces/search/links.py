"""The addresses of a list: the same with a filter more, less or otherwise."""

from collections.abc import Callable
from urllib.parse import quote_plus

LONGEST = 200  # characters of a value


class Links:
    """Those of the list at `path`. `parameters` are {name: values} of the whole search, in their order."""

    def __init__(self, path: str, parameters: dict[str, list[str]]):
        self.path, self.names = path, list(parameters)
        self._encoded = {name: _encode(name, values) for name, values in parameters.items()}

    @property
    def query_string(self) -> str:
        """The filters as they stand in the address, without the page."""
        return "&".join(filter(None, self._encoded.values()))

    def url_with(self, **changes) -> str:
        """The address with some parameters changed, or taken away (None); always the first page."""
        given = self._encoded | {name: _encode(name, value) for name, value in changes.items()}
        return self._address("&".join(filter(None, given.values())))

    def each_with(self, name: str) -> Callable[[list[str]], str]:
        """What makes the address with other values of one parameter: for many of them, quicker."""
        parts, at = list(self._encoded.values()), self.names.index(name)
        before, after = list(filter(None, parts[:at])), list(filter(None, parts[at + 1 :]))

        def link(values: list[str]) -> str:
            own = _encode(name, values)
            return self._address("&".join([*before, own, *after] if own else [*before, *after]))

        return link

    def _address(self, query: str) -> str:
        return f"{self.path}?{query}" if query else self.path


def _encode(name: str, given) -> str:
    values = given if isinstance(given, list) else [given]
    return "&".join([f"{name}={quote_plus(str(value)[:LONGEST])}" for value in values if value])
