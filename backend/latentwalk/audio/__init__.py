"""Everything between a packet's sound and a pool's: NumPy in, NumPy out, no torch.

The first axis of every array is the lane: one walker's seat in a stage that keeps state. A stage
is built for a ``capacity`` of lanes, is told the active ``lanes`` of a call, declares
``latency_frames`` and can ``reset(lane)``; a reset lane equals a fresh one.
"""
