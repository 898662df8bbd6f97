"""Export one configuration of acids-rave with random weights, as `rave export` does.

Runs in `.venv-interop` alone, one configuration a process: gin and cached_conv keep theirs
for the whole of it. Usage: ``export_official.py CONFIGURATION.json FOLDER``.
"""

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import torch

SEED = 7
VARIANCE_LEFT = 0.65  # by each axis: the first seven hold 95 %, so 8 are exported


def main() -> None:
    """Make a training run out of nothing and export it with the package's own program."""
    file, folder = Path(sys.argv[1]), Path(sys.argv[2])
    name, configuration = file.stem, json.loads(file.read_text(encoding="utf-8"))
    run = folder / "runs" / name
    run.mkdir(parents=True, exist_ok=True)
    checkpoint = run / "random.ckpt"
    torch.save({"state_dict": random_weights(configuration, run / "config.gin")}, checkpoint)
    import_module("gin").clear_config()
    export = import_module("scripts.export")
    sys.argv = ["rave export", f"--run={checkpoint}", f"--name={name}", f"--output={folder}"]
    sys.argv += ["--streaming"] if configuration["streaming"] else []
    import_module("absl.app").run(export.main)


def random_weights(configuration: dict[str, Any], config_file: Path) -> dict[str, torch.Tensor]:
    """Build a model, write down its configuration, and return weights nobody trained.

    What a training would have measured (the rotation, the codebooks) is made up too.
    """
    gin, rave = import_module("gin"), import_module("rave")
    gin.add_config_file_search_path(str(Path(str(rave.__file__)).parent))
    files = [f"configs/{file}.gin" for file in configuration["files"]]
    bindings = [f"SAMPLING_RATE = {configuration['sample_rate_hz']}"]
    gin.parse_config_files_and_bindings(files, bindings)
    with gin.unlock_config():
        gin.bind_parameter("RAVE.n_channels", configuration["channels"])
    torch.manual_seed(SEED)
    model = rave.RAVE()
    config_file.write_text(gin.operative_config_str(), encoding="utf-8")
    weights: dict[str, torch.Tensor] = model.state_dict()
    axes = len(weights["latent_mean"])
    weights["latent_pca"] = torch.linalg.qr(torch.randn(axes, axes))[0]
    weights["latent_mean"] = 0.1 * torch.randn(axes)
    weights["fidelity"] = 1 - VARIANCE_LEFT ** torch.arange(1.0, axes + 1)
    for key in [key for key in weights if key.endswith(".embed")]:
        weights[key] = torch.randn_like(weights[key])
    return weights


if __name__ == "__main__":
    main()
