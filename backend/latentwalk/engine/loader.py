"""From a file to a module in memory: found, hashed, read under a lock, state zeroed."""

import hashlib
import threading
import warnings
from pathlib import Path

import torch

from latentwalk.domain.errors import ModelFileError, ModelHashError
from latentwalk.engine.state import zero_named_state

_LOAD = threading.Lock()  # concurrent torch.jit.load calls corrupt a registry of torch's


def read_sha256(path: Path) -> str:
    """Return the file's SHA-256 in hex.

    Raises:
        ModelFileError: If it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
        raise ModelFileError(path, "", problem, "Give the path of a TorchScript export") from error


def load_module(path: Path, sha256: str | None) -> torch.jit.ScriptModule:
    """Load a TorchScript file onto the CPU, for inference, with silent state.

    Args:
        path: The ``.ts`` file.
        sha256: What its card states, or ``None``.

    Raises:
        ModelFileError: If it is missing or not TorchScript.
        ModelHashError: If it is not the file its card speaks of.
    """
    found = read_sha256(path)
    if sha256 is not None and found != sha256:
        problem = f"SHA-256 is {found}, expected {sha256}"
        remedy = "Restore the file, or correct sha256 in model.toml if you trust this one"
        raise ModelHashError(path, "sha256", problem, remedy)
    with _LOAD, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # TorchScript itself (facts §3)
        try:
            module = torch.jit.load(str(path), map_location="cpu")  # type: ignore[no-untyped-call]
        except (RuntimeError, ValueError, OSError, EOFError) as error:
            problem = "is not a TorchScript file that torch " + torch.__version__ + " can read"
            remedy = "Give a .ts export, not a checkpoint (RAVE: `rave export --streaming`)"
            raise ModelFileError(path, "", problem, remedy) from error
    torch.set_num_threads(1)  # a block is too small to share; waiting threads burn the other core
    module.eval()
    with torch.inference_mode():
        zero_named_state(module)
    assert isinstance(module, torch.jit.ScriptModule)
    return module
