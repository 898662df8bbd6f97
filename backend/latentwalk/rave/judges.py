"""The judges and how they learn: the part of a training that is not exported."""

from typing import Any

import torch

from latentwalk.rave.adversary import Adversary
from latentwalk.rave.config import NetworkConfig, TrainConfig


class Judges:
    """An adversary with its optimiser."""

    def __init__(self, network: NetworkConfig, config: TrainConfig, device: torch.device) -> None:
        self.adversary = Adversary(network).to(device)
        self._optimiser = torch.optim.AdamW(
            [p for p in self.adversary.parameters() if p.requires_grad],
            lr=config.judges_learning_rate,
            betas=(0.8, 0.99),
        )

    def learn(self) -> None:
        """Take a step along the gradients that a measurement left."""
        torch.nn.utils.clip_grad_norm_(self.adversary.parameters(), 5.0)
        self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)

    def state_dict(self) -> dict[str, Any]:
        """Give everything :meth:`load_state_dict` needs."""
        return {
            "adversary": self.adversary.state_dict(),
            "optimiser": self._optimiser.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on as when ``state`` was taken."""
        self.adversary.load_state_dict(state["adversary"])
        self._optimiser.load_state_dict(state["optimiser"])
