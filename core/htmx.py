from django.http import HttpRequest


def is_htmx(request: HttpRequest) -> bool:
    """True when htmx asks for a part of the page (never for a restored history entry, which wants the whole)."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"
