from coworking.accounts.requests import HttpRequest


def visitor_country(request: HttpRequest) -> str | None:
    """The country that the visitor's browser names in its languages ("fr-BE"), or None."""
    for part in request.headers.get("Accept-Language", "")[:200].split(","):
        tag = part.split(";")[0].strip().split("-")
        if len(tag) > 1 and len(tag[-1]) == 2 and tag[-1].isalpha():
            return tag[-1].upper()
    return None
