from coworking.accounts.requests import HttpRequest


def visitor_country(request: HttpRequest) -> str | None:
    """Return the first country code in `Accept-Language` ("BE" of "fr-BE"), or None."""
    for part in request.headers.get("Accept-Language", "")[:200].split(","):
        tag = part.split(";")[0].strip().split("-")
        if len(tag) > 1 and len(tag[-1]) == 2 and tag[-1].isalpha():
            return tag[-1].upper()
    return None
