"""Numbers of cells that are stored as numbers, as the text that the readers of values understand."""


def number_text(value: int | float) -> str:
    """The number without ".0": with three decimals it gets a fourth, as 1.250 would be read as 1250."""
    if isinstance(value, int):
        return str(value)
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = format(value, ".12g")
    whole, point, decimals = text.partition(".")
    return f"{text}0" if point and len(decimals) == 3 and decimals.isdecimal() else text
