"""Our own causal RAVE-family architecture, its trainer and export; no server imports it."""
