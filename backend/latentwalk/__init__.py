"""Latentwalk: walk through the latent space of a neural audio model."""

__version__ = "0.4.0"
