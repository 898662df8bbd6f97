"""Where: walk documents, projection to local metres, fences and their weights, pose smoothing."""
