"""Write a model of RAVE v2's size with random weights, for benches: ``OUT.ts [--seed N]``."""

import argparse
from pathlib import Path

from latentwalk.rave.export import script
from latentwalk.rave.v2_sized import SEED, V2Sized


def main() -> None:
    """Write what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    args = parser.parse_args()
    args.out.parent.mkdir(parents=True, exist_ok=True)
    model = V2Sized(seed=args.seed)
    millions = sum(parameter.numel() for parameter in model.parameters()) / 1e6
    script(model).save(str(args.out))
    print(f"{args.out}: {millions:.1f} million random parameters")


if __name__ == "__main__":
    main()
