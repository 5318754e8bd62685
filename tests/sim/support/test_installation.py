"""Another distribution's package in the place of ours is told apart before it is imported."""

import subprocess
import sys


def test_foreign_agents_package(tmp_path):
    (tmp_path / "agents").mkdir()
    (tmp_path / "agents" / "__init__.py").write_text("raise SystemExit('imported')")
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\nfrom sim.cli import main\nmain([])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"the package 'agents' comes from {tmp_path}" in done.stderr
    assert "environment of its own" in done.stderr
