"""Where a walker is, and in which zones: frames, pose filter, fences, walk documents.

In: WGS84 or local points, GeoJSON walks, GPX tracks. Out: local metres and zone weights.
"""
