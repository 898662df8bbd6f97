"""Place becomes latents: spaces, mappings, noise, ramps and the mix over arrays.

In: local metres, headings and seconds, one row a walker. Out: latents in standard
deviations, and the gains that mix them with the microphone's.
"""
