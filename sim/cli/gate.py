"""A gate before the dashboard: only its own pages, on this machine, may ask it for anything.

A server on the loopback address is still within reach of every web page that the user's browser
shows: pages of other origins can send requests to it, and a name of theirs can be made to resolve
to 127.0.0.1 (DNS rebinding: Jackson et al. 2007, CCS). So the ``Host`` header, the ``Origin`` and
what browsers say of where a request comes from (``Sec-Fetch-*``, W3C Fetch Metadata) are checked
before Streamlit sees anything. What is answered carries a policy that keeps the page from asking
anybody else for anything, and others from framing it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

NAMES = ("127.0.0.1", "localhost")
"""What the dashboard may be called."""


class Gate:
    """An ASGI application before another one, which refuses what does not come from its pages.

    A refused request gets status 403 and a sentence; a refused websocket is not opened (also 403).
    """

    def __init__(self, inner: Application, port: int) -> None:
        """Guard an application that is served at a port of the loopback address."""
        self.inner = inner
        suffix = "" if port == 80 else f":{port}"  # browsers leave the usual port out
        self.hosts = {f"{name}{suffix}" for name in NAMES}
        self.added = _policy(sorted(self.hosts))
        self.refusal = f"This dashboard answers at http://{NAMES[0]}{suffix} only.\n".encode()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self.inner(scope, receive, send)
        elif self.lets_in(scope):
            await self.inner(scope, receive, self._with_policy(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            plain = [(b"content-type", b"text/plain; charset=utf-8"), *self.added]
            await send({"type": "http.response.start", "status": 403, "headers": plain})
            await send({"type": "http.response.body", "body": self.refusal})

    def lets_in(self, scope: Message) -> bool:
        """Whether a request comes from the dashboard's own pages, or opens one of them."""
        hosts = _values(scope["headers"], b"host")
        origins = _values(scope["headers"], b"origin")
        if len(hosts) != 1 or hosts[0] not in self.hosts or len(origins) > 1:
            return False
        if origins or scope["type"] == "websocket":  # browsers say where a websocket comes from
            return origins == [f"http://{hosts[0]}"]
        return _is_own(scope)

    def _with_policy(self, send: Send) -> Send:
        async def sent(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.accept"}:
                message["headers"] = [*_kept(message.get("headers", [])), *self.added]
            await send(message)

        return sent


def _is_own(scope: Message) -> bool:
    """Without an origin: what the page asks for, what no browser asks for, or opening a page.

    Whoever follows a link from elsewhere opens a page, which changes nothing.
    """
    site = _values(scope["headers"], b"sec-fetch-site")
    if site in ([], ["same-origin"], ["none"]):
        return True
    mode, target = (
        _values(scope["headers"], name) for name in (b"sec-fetch-mode", b"sec-fetch-dest")
    )
    return scope["method"] == "GET" and mode == ["navigate"] and target == ["document"]


def _values(headers: Headers, name: bytes) -> list[str]:
    return [value.decode("latin-1").strip().lower() for key, value in headers if key == name]


def _kept(headers: Headers) -> Headers:
    """What the application answers, less its leave for other origins and policies of its own."""
    ours = {b"content-security-policy", b"x-frame-options", b"referrer-policy"}
    return [
        (name, value)
        for name, value in headers
        if name.lower() not in ours and not name.lower().startswith(b"access-control-")
    ]


def _policy(hosts: list[str]) -> Headers:
    """Headers of every answer.

    Vega compiles its expressions, hence ``unsafe-eval``; Streamlit hands our drawings to the
    browser as blobs.
    """
    sockets = " ".join(f"ws://{host}" for host in hosts)
    rules = (
        "default-src 'self'",
        "script-src 'self' blob: 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        f"connect-src 'self' {sockets}",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "frame-src 'none'",
        "base-uri 'self'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
    return [
        (b"content-security-policy", "; ".join(rules).encode()),
        (b"x-frame-options", b"DENY"),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"cross-origin-opener-policy", b"same-origin"),
    ]
