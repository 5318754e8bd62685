"""`proxyfight dashboard`: pages in a browser, served to this machine only."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import Debug, examples, number_option

ADDRESS = "127.0.0.1"
OPTIONS = {
    "server.address": ADDRESS,
    "server.headless": True,
    "server.fileWatcherType": "none",
    "server.runOnSave": False,
    "server.showEmailPrompt": False,
    "server.baseUrlPath": "",
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.enableStaticServing": False,
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "logger.hideWelcomeMessage": True,
    "logger.level": "warning",
}
"""Nothing leaves this machine, and no traceback is shown, whatever the user's settings say."""


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(
        short_help="Open the laboratory in a browser, on this machine only.",
        epilog=examples(
            "proxyfight dashboard                          http://127.0.0.1:8501, until Ctrl-C",
            "proxyfight dashboard --port 8600",
            "proxyfight dashboard --studies ~/studies      where sweeps are kept",
        ),
    )(dashboard)


def dashboard(
    port: Annotated[
        int, number_option("--port", 1, 65535, help="Port on the loopback address.")
    ] = 8501,
    studies: Annotated[
        Path, typer.Option("--studies", metavar="DIR", help="Folder of the studies.")
    ] = Path("studies"),
    debug: Debug = False,
) -> None:
    """Serve the dashboard on the loopback address until Ctrl-C; sweeps that it started go on."""
    import os
    from importlib.util import find_spec

    from sim.cli.options import folder
    from sim.support.progress import announce_compiling

    place = folder(studies, studies, "--studies").absolute()
    _refuse_taken(port)
    announce_compiling()
    package = find_spec("dashboards")
    assert package is not None and package.submodule_search_locations
    app = Path(package.submodule_search_locations[0]) / "app.py"
    os.environ["PROXYFIGHT_STUDIES"] = str(place)

    threading.Thread(target=_announce, args=(port,), daemon=True).start()
    _serve(app, port)


def _serve(app: Path, port: int) -> None:
    """Serve until SIGINT or SIGTERM, behind the gate, and end the process."""
    import os
    import signal
    import sys
    from contextlib import suppress

    from streamlit import App
    from streamlit.runtime.pages_manager import PagesManager

    from sim.cli.gate import Application, Gate, Message, Receive, Send

    class Guarded(App):
        """Streamlit's application, whole, behind the gate: its errors, too."""

        async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
            await gate(scope, receive, send)

    served = Guarded(app)
    inner: Application = super(Guarded, served).__call__
    gate = Gate(inner, port)
    # Else the first visit, if it is not to /, is taken for one of a file in the folder `pages`.
    PagesManager.uses_pages_directory = False
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # both end it in the same way
    with suppress(KeyboardInterrupt):
        served.run(config={**OPTIONS, **_themes(), "server.port": port})
    with suppress(OSError):
        sys.stdout.flush()
    os._exit(0)  # a page may be in the midst of compiled code, which Python cannot end in order


def _themes() -> dict[str, str]:
    """Both themes, which follow what the visitor's system prefers."""
    from sim.pictures.palettes import DARK, LIGHT

    return {
        f"theme.{name}.{option}": colour
        for name, palette in (("light", LIGHT), ("dark", DARK))
        for option, colour in (
            ("primaryColor", palette.accent),
            ("backgroundColor", palette.ground),
            ("secondaryBackgroundColor", palette.pale),
            ("textColor", palette.ink),
            ("linkColor", palette.accent),
            ("borderColor", palette.line),
        )
    }


def _refuse_taken(port: int) -> None:
    import socket

    from sim.support.inputs import InputError

    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((ADDRESS, port))
        except OSError as error:
            reason = (error.strerror or "in use").lower()
            raise InputError(f"--port {port}: {reason}; expected another port") from None


def _announce(port: int) -> None:
    """Say where the dashboard is once it answers."""
    import time
    from urllib.request import urlopen

    url = f"http://{ADDRESS}:{port}"
    for _ in range(600):
        try:
            with urlopen(f"{url}/_stcore/health", timeout=1):
                break
        except OSError:
            time.sleep(0.1)
    print(f"proxyfight: open {url} (Ctrl-C ends it; sweeps go on)", flush=True)
