import hashlib
from pathlib import Path

import pytest
import torch

from latentwalk.domain.errors import ModelFileError, ModelHashError
from latentwalk.engine.loader import load_module
from tests.fakes.models import Shelf


def test_dirty_state_is_silent_and_statistics_are_kept(shelf: Shelf) -> None:
    module = load_module(shelf.path("dirty"), None)
    buffers = dict(module.named_buffers())
    for name, buffer in buffers.items():
        if name.endswith(("pad", "cache")):
            assert not buffer.any(), name
    assert torch.all(buffers["decoder.norm.running_mean"] == 0.25)


def test_stated_hash_is_the_files(shelf: Shelf) -> None:
    path = shelf.path("plain")
    load_module(path, hashlib.sha256(path.read_bytes()).hexdigest())
    with pytest.raises(ModelHashError, match="expected " + "0" * 64):
        load_module(path, "0" * 64)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"gone.ts: cannot be read: No such file"):
        load_module(tmp_path / "gone.ts", None)


@pytest.mark.parametrize("content", [b"", b"not a model", b"PK\x03\x04 broken archive"])
def test_foreign_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "song.ts"
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match="not a TorchScript file"):
        load_module(path, None)


def test_checkpoint_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.ts"
    torch.save({"weight": torch.zeros(3)}, path)
    with pytest.raises(ModelFileError, match="not a checkpoint"):
        load_module(path, None)
