"""What the gate before the dashboard lets in; test_dashboard.py asks the real server."""

from __future__ import annotations

from typing import Any

import pytest

from sim.cli.gate import Gate, Message

HERE = "127.0.0.1:8501"
OWN = {"host": HERE, "origin": f"http://{HERE}"}
FROM_ELSEWHERE = {"host": HERE, "sec-fetch-site": "cross-site"}
NAVIGATION = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


async def _inner(scope: Message, receive: Any, send: Any) -> None:
    """An application that lets everybody in, and says that others may read it and frame it."""
    headers = [(b"access-control-allow-origin", b"*"), (b"X-Frame-Options", b"ALLOWALL")]
    kind = "websocket.accept" if scope["type"] == "websocket" else "http.response.start"
    await send({"type": kind, "status": 200, "headers": headers})


def asked(
    headers: dict[str, str], kind: str = "http", port: int = 8501, method: str = "GET"
) -> list[Message]:
    """What is sent back."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": kind, "method": method, "headers": raw}
    answer = Gate(_inner, port)(scope, None, send)  # type: ignore[arg-type]
    with pytest.raises(StopIteration):  # nothing here waits, so no event loop is needed
        answer.send(None)
    return sent


@pytest.mark.parametrize(
    ("headers", "lets_in"),
    [
        ({"host": HERE}, True),
        ({"host": "localhost:8501"}, True),
        ({"host": "LOCALHOST:8501"}, True),
        (OWN, True),
        ({"host": "localhost:8501", "origin": "http://localhost:8501"}, True),
        ({}, False),
        ({"host": ""}, False),
        ({"host": "127.0.0.1"}, False),
        ({"host": "127.0.0.1:8502"}, False),
        ({"host": "evil.example:8501"}, False),
        ({"host": "127.0.0.1.evil.example:8501"}, False),
        ({"host": "127.0.0.1:8501@evil.example"}, False),
        ({"host": "[::1]:8501"}, False),
        ({"host": "0.0.0.0:8501"}, False),
        ({"host": HERE, "origin": "http://evil.example"}, False),
        ({"host": HERE, "origin": "http://127.0.0.1:8502"}, False),
        ({"host": HERE, "origin": "http://127.0.0.1"}, False),
        ({"host": HERE, "origin": "https://127.0.0.1:8501"}, False),
        ({"host": HERE, "origin": "http://localhost:8501"}, False),
        ({"host": HERE, "origin": "null"}, False),
        ({"host": HERE, "origin": ""}, False),
    ],
)
def test_hosts_and_origins(headers: dict[str, str], lets_in: bool) -> None:
    status = asked(headers)[0]["status"]
    assert status == (200 if lets_in else 403)
    opened = asked(headers, "websocket")[0]["type"]
    socket_too = lets_in and "origin" in headers  # browsers always send it
    assert opened == ("websocket.accept" if socket_too else "websocket.close")


@pytest.mark.parametrize(
    ("headers", "method", "lets_in"),
    [
        ({"host": HERE, "sec-fetch-site": "same-origin"}, "GET", True),
        ({"host": HERE, "sec-fetch-site": "none"}, "GET", True),  # typed, or a bookmark
        ({**FROM_ELSEWHERE, **NAVIGATION}, "GET", True),  # a link to it
        (FROM_ELSEWHERE, "GET", False),
        ({**FROM_ELSEWHERE, **NAVIGATION}, "POST", False),
        ({**FROM_ELSEWHERE, **NAVIGATION, "sec-fetch-dest": "iframe"}, "GET", False),
        ({**FROM_ELSEWHERE, "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}, "GET", False),
        ({"host": HERE, "sec-fetch-site": "same-site"}, "GET", False),  # another port
    ],
)
def test_pages_of_others_may_link_and_no_more(
    headers: dict[str, str], method: str, lets_in: bool
) -> None:
    assert asked(headers, method=method)[0]["status"] == (200 if lets_in else 403)


def test_two_hosts_are_none() -> None:
    scope = {"type": "http", "method": "GET", "headers": [(b"host", HERE.encode())] * 2}
    assert not Gate(_inner, 8501).lets_in(scope)


def test_the_usual_port_is_left_out() -> None:
    assert asked({"host": "127.0.0.1"}, port=80)[0]["status"] == 200
    assert asked({"host": "127.0.0.1:80"}, port=80)[0]["status"] == 403


@pytest.mark.parametrize("headers", [OWN, {"host": "evil.example"}])
def test_every_answer_has_the_policy_and_no_leave_for_others(headers: dict[str, str]) -> None:
    start = asked(headers)[0]
    names = [name.decode().lower() for name, _ in start["headers"]]
    assert len(names) == len(set(names))
    found = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    assert found["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in found["content-security-policy"]
    assert "access-control-allow-origin" not in found
