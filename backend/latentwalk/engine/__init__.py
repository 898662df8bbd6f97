"""One loaded model and its process: contract, rows, arena, pools. Alone (with rave) knows torch."""
