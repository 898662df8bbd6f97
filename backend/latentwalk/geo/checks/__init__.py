"""What may trouble a walker in a walk that can be walked: doubts, not errors."""
