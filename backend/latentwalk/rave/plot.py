"""Draw how a training went."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.figure import Figure

CURVES = ("total", "linear", "log_mel", "envelope", "repetition", "colour")
OPINIONS = ("deceiving", "telling", "matching")  # of the adversarial phase


def plot_history(history: Sequence[Mapping[str, float]], path: Path) -> None:
    """Write the losses over steps, and the latents' information, as a PNG.

    Args:
        history: Rows of a checkpoint's history.
        path: The picture to write.
    """
    steps = [row["step"] for row in history]
    figure = Figure(figsize=(9, 5), layout="constrained")  # no global state, no display
    losses, information = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    for name in (*CURVES, *OPINIONS):
        measured = [row.get(name) or None for row in history]
        if any(measured):
            losses.plot(steps, measured, label=name.replace("_", "-"))
    losses.set(yscale="log", ylabel="loss")
    losses.grid(alpha=0.3)
    losses.legend()
    information.plot(steps, [row["kl"] for row in history])
    information.set(xlabel="step", ylabel="nats per latent step")
    information.grid(alpha=0.3)
    figure.savefig(path, dpi=110)
