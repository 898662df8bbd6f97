"""Maps from elsewhere become walks, and walks become maps."""
