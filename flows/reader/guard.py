"""What stands before every page: only this machine is answered, only reading, and browsers are told to trust nothing.

Article text is hostile. Should anything of it ever pass as markup, the Content-Security-Policy still lets no script
run, no form be sent elsewhere, no frame show the page, and nothing be loaded from outside.
"""

from __future__ import annotations

from tercet.flows.cockpit.privacy import App, Message, Receive, Scope, Send, is_from_here

CONTENT_SECURITY_POLICY = "; ".join((
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
))  # fmt: skip

HEADERS = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    # A browser otherwise looks up the hosts of all links on a page, and so tells which outlets are read.
    (b"x-dns-prefetch-control", b"off"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)

LONGEST_ADDRESS = 4096
"""Bytes of a path and its query."""

METHODS = ("GET", "HEAD")


def guarded(app: App) -> App:
    """The application behind these rules. Every answer carries the headers, errors and refusals too."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        has_no_body = scope["method"] == "HEAD"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            elif has_no_body:
                message["body"] = b""
            await send(message)

        refusal = _refusal(scope)
        if refusal is None:
            asked = {**scope, "method": "GET"} if has_no_body else scope
            await app(asked, receive, send_with_headers)
        else:
            await _refuse(send_with_headers, *refusal)

    return answer


def _refusal(scope: Scope) -> tuple[int, str] | None:
    """Status and text of what is not answered; None for a request that is."""
    if not is_from_here(scope["headers"]):
        return (
            403,
            "The reader answers only this machine: open it as http://127.0.0.1 or http://localhost with its port.",
        )
    if scope["method"] not in METHODS:
        return 405, "The reader only shows pages: GET and HEAD."
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST_ADDRESS:
        return 414, "This address is too long."
    return None


async def _refuse(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    if status == 405:
        headers.append((b"allow", ", ".join(METHODS).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{text}\n".encode()})
