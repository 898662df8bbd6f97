"""Arrays of sound: Opus, jitter, conditioning, resampling, delay, loudness, limiting, files."""
