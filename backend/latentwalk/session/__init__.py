"""All that is kept for those who walk, and the one function in which a pose becomes sound."""
