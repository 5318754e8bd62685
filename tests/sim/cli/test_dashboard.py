"""The command `dashboard`: on this machine only, and quiet at its beginning and end."""

import re
import signal
import socket
import subprocess
import urllib.request

import pytest


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_the_loopback_address_until_it_is_stopped(place, command, how):
    port = free_port()
    served = subprocess.Popen(
        [command, "dashboard", "--port", str(port)],
        cwd=place,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    line = served.stdout.readline()
    url = f"http://127.0.0.1:{port}"
    assert line == f"proxyfight: open {url} (Ctrl-C ends it; sweeps go on)\n"
    with urllib.request.urlopen(url) as page:
        assert page.status == 200
    with pytest.raises(OSError), socket.create_connection((own_address(), port), timeout=2):
        pass
    if how == signal.SIGINT:  # once is enough
        only_its_own_pages_can_drive_it(port)
    served.send_signal(how)
    out, err = served.communicate(timeout=20)
    assert served.returncode == 0
    assert "Traceback" not in out + err
    assert not list(place.iterdir())


def only_its_own_pages_can_drive_it(port):
    """Real requests; which are let in is in test_gate.py in detail."""
    here, foreign = f"127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}"
    for path in ("/", "/sweep", "/_stcore/health", "/_stcore/host-config", "/nowhere.js"):
        status, headers = asked(port, path, host=here)
        assert status in {200, 404}
        assert headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        for wrong in ({"host": f"evil.example:{port}"}, {"host": "127.0.0.1"}):
            assert asked(port, path, **wrong)[0] == 403
        for origin in ("http://evil.example", foreign, "null"):
            status, headers = asked(port, path, host=here, origin=origin)
            assert status == 403 and headers["x-frame-options"] == "DENY"
            assert "access-control-allow-origin" not in headers
    assert websocket(port, here, f"http://{here}") == 101
    assert websocket(port, f"localhost:{port}", f"http://localhost:{port}") == 101
    for host, origin in (
        (here, "http://evil.example"),
        (here, foreign),
        (here, f"http://localhost:{port}"),
        (here, f"https://{here}"),
        (here, None),
        (f"evil.example:{port}", f"http://evil.example:{port}"),
        ("evil.example", f"http://{here}"),
    ):
        assert websocket(port, host, origin) == 403


def websocket(port, host, origin):
    """The status of an attempt to open the socket over which a page drives the dashboard."""
    hand = {
        "connection": "Upgrade",
        "upgrade": "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    origins = {} if origin is None else {"origin": origin}
    return asked(port, "/_stcore/stream", host=host, **origins, **hand)[0]


def asked(port, path, **headers):
    """Status and headers of the answer to a request of which every header is given."""
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {text}" for name, text in headers.items())]
    with socket.create_connection(("127.0.0.1", port), timeout=30) as there:
        there.sendall("\r\n".join([*lines, "", ""]).encode())
        answer = there.makefile("rb")
        status = int(answer.readline().split()[1])
        found = {}
        while line := answer.readline().decode("latin-1").strip():
            name, _, value = line.partition(":")
            found[name.lower()] = value.strip()
    return status, found


def own_address():
    """An address of this machine that is not 127.0.0.1."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:
        try:
            trial.connect(("192.0.2.1", 9))  # sends nothing
            found = trial.getsockname()[0]
        except OSError:
            found = "127.0.0.2"
    return "127.0.0.2" if found == "127.0.0.1" else found


def test_a_port_in_use_is_a_sentence(apart, place):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = apart("dashboard", "--port", str(port))
    assert done.returncode == 2
    assert re.fullmatch(rf"proxyfight: --port {port}: .*expected another port\n", done.stderr)
    assert not list(place.iterdir())


def test_a_file_is_no_folder_of_studies(proxyfight, place):
    (place / "notes").write_text("mine")
    done = proxyfight("dashboard", "--studies", "notes")
    assert done.returncode == 2
    assert done.stderr == "proxyfight: --studies notes: notes is a file; expected a folder\n"


@pytest.mark.study
def test_a_study_is_continued_by_its_folder(proxyfight, place):
    text = "question: What?\nsettings: {worlds: 2, quarters: 2, burn_in: 0, firms.count: 5}\n"
    (place / "mine.yaml").write_text(text)
    assert proxyfight("sweep", "mine.yaml").returncode == 0
    before = (place / "studies/mine/runs.parquet").read_bytes()
    (place / "studies/mine/runs.parquet").unlink()
    (place / "mine.yaml").unlink()
    assert proxyfight("sweep", "studies/mine").returncode == 0
    assert (place / "studies/mine/runs.parquet").read_bytes() == before
    for option in (["--worlds", "3"], ["--fresh"], ["--record", "quarters"], ["--out", "x"]):
        done = proxyfight("sweep", "studies/mine", *option)
        assert done.returncode == 2 and done.stderr.count("\n") == 1
        assert "is a study that has begun" in done.stderr
