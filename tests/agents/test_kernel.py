"""Compiled kernels never outlive the source they were compiled from."""

from __future__ import annotations

from pathlib import Path

from agents.kernel import forget_stale


def make(folder: Path) -> Path:
    (folder / "__pycache__").mkdir(parents=True)
    (folder / "kernels.py").write_text("x = 1\n")
    compiled = folder / "__pycache__" / "kernels.f-1.py311.nbi"
    compiled.write_bytes(b"old")
    return compiled


def test_a_change_in_any_file_forgets_all_compiled_kernels(tmp_path):
    folders = [tmp_path / "one", tmp_path / "two"]
    first, second = (make(folder) for folder in folders)
    assert forget_stale(folders) and not first.exists() and not second.exists()
    for compiled in (first, second):
        compiled.write_bytes(b"new")
    assert not forget_stale(folders) and first.exists() and second.exists()
    (folders[1] / "kernels.py").write_text("x = 2\n")
    assert forget_stale(folders) and not first.exists() and not second.exists()


def test_a_folder_without_a_cache_is_fine(tmp_path):
    (tmp_path / "f.py").write_text("")
    assert forget_stale([tmp_path])
    assert not forget_stale([tmp_path])
