"""The wheel, from wheels alone, in an empty environment, with the sources out of reach."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_wheel_runs_the_demo_without_the_sources(tmp_path: Path) -> None:
    """Install with --only-binary=:all: and `counterflow demo`, elsewhere."""
    sources = tmp_path / "sources"
    for name in ("src", "pyproject.toml", "README.md", "LICENSE"):
        here = ROOT / name
        if here.is_dir():
            shutil.copytree(here, sources / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            sources.mkdir(exist_ok=True)
            shutil.copy(here, sources / name)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir"]
    subprocess.run([*build, str(tmp_path / "dist"), str(sources)], check=True, capture_output=True)
    shutil.rmtree(sources)
    wheel = next((tmp_path / "dist").glob("*.whl"))
    venv.create(tmp_path / "empty", with_pip=True)
    bin_ = tmp_path / "empty" / ("Scripts" if os.name == "nt" else "bin")
    plain = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("PYTHON", "COUNTERFLOW_", "VIRTUAL_ENV"))
    }
    plain |= {"HOME": str(tmp_path / "home"), "CC": "false", "NO_COLOR": "1"}
    install = [str(bin_ / "python"), "-m", "pip", "install", "--quiet", "--only-binary=:all:"]
    subprocess.run([*install, str(wheel)], check=True, env=plain, cwd=tmp_path)
    ran = subprocess.run(
        [str(bin_ / "counterflow"), "demo", "--report", "demo.html"],
        env=plain,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "300 of 300" in " ".join(ran.stdout.split())
    assert (tmp_path / "demo.html").stat().st_size > 50_000
    # The wheel alone reads no reports: one sentence says so, and how to get what is missing.
    assert 'pip install "counterflow[reports]"' in " ".join(ran.stdout.split())
    assert not (tmp_path / "demo-dossier.html").exists()
    where = subprocess.run(
        [str(bin_ / "python"), "-c", "import counterflow; print(counterflow.__file__)"],
        env=plain, cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert str(ROOT) not in where.stdout
