"""``latentwalk serve`` where it cannot."""

from pathlib import Path

import pytest
import torch

from tests.flow.command import latentwalk


@pytest.mark.skipif(torch.cuda.is_available(), reason="a CUDA device is present")
def test_device_that_is_not_there_ends_in_one_line(tmp_path: Path) -> None:
    doors = ("--port", "0", "--no-lan", "--state-dir", tmp_path)
    done = latentwalk("serve", "--device", "cuda", *doors)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("latentwalk: no CUDA device is present; torch ")
    assert line.endswith(", use --device cpu")


def test_precision_that_does_not_exist_is_refused_with_those_that_do() -> None:
    done = latentwalk("serve", "--precision", "fp8")
    assert done.returncode == 2
    assert all(name in done.stderr for name in ("auto", "fp32", "torchscript"))
