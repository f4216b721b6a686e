"""What is wrong with an answer to a hostile request. The same functions judge the portal and the planted faults."""

import re
from urllib.parse import quote, urlsplit

from tests.hostile.pages import TYPED, Form, posts_of
from tests.hostile.payloads import UNESCAPED, as_text

SERVER_ERROR = 500
READ = {200, 301, 302, 400, 404}
WRITTEN = READ | {403, 409, 429}
REFUSAL = re.compile(r"invalid-feedback|alert-danger|is-invalid|role=\"alert\"")
HERE = {"", "testserver"}
LINK_AWAY = re.compile(r"(?:href|action|src)=\"(?:https?:)?[/\\\\]*male\.example", re.I)


def body(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace")  # some are files


def faults(response, *, allowed: set[int] = READ) -> list[str]:
    """A status that must not be, markup that came back alive, a way out of the site."""
    found = [] if response.status_code in allowed else [f"status {response.status_code}"]
    alive = UNESCAPED.search(body(response))
    found += [f"unescaped {alive.group()!r}"] if alive else []
    found += ["links to another site"] if LINK_AWAY.search(body(response)) else []
    away = urlsplit(response.headers.get("Location", ""))
    if away.netloc not in HERE or away.scheme not in {"", "http", "https"}:
        found.append(f"leads to {away.geturl()[:80]}")
    return found


def lost(response, *, form: Form, pairs: list[tuple[str, str | bytes]]) -> list[str]:
    """Fields whose typed text is not in the refused page any more, and a refusal without a word."""
    page = body(response)
    found = [] if REFUSAL.search(page) else ["refused without a message"]
    shown = {name: one.values for other in posts_of(page, form.action) for name, one in other.fields.items()}
    for name, value in pairs:
        text = as_text(value) if isinstance(value, bytes) else value
        if name in form.fields and form.fields[name].kind in TYPED and not kept(text, shown.get(name, [])):
            found.append(f"lost {name}={text[:40]!r}, shown {str(shown.get(name))[:60]}")
    return found


def kept(text: str, shown: list[str]) -> bool:
    # A browser turns every line break into one, and leaves out the first of a textarea.
    def plain(value: str) -> str:
        return re.sub(r"\r\n?", "\n", value).strip()

    return plain(text) in [plain(value) for value in shown]


def encoded(pairs: list[tuple[str, str | bytes]]) -> bytes:
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs).encode()


def multipart(pairs: list[tuple[str, str | bytes]], *, boundary: str = "polo") -> tuple[bytes, str]:
    """As a form with files sends it: nothing is percent-encoded, so raw bytes reach the fields."""
    parts = []
    for name, value in pairs:
        raw = value if isinstance(value, bytes) else value.encode()
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        parts.append(head.encode() + raw + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"
