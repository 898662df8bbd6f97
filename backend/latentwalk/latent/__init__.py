"""How a place sounds: mappings from position to latents, their units, noise, ramps and mixing."""
