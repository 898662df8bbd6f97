"""The nouns every other room speaks: pose, block, zone, walk, ids, clock, errors."""
