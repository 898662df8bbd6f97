"""Pose + mic block → stereo block: the one function that everything else serves (DESIGN §2)."""

import numpy as np

from latentwalk.session.crowd import add_dry, control_of, stage_of, weigh
from latentwalk.session.hall import Hall
from latentwalk.session.tick import Heard, Tick


def walk(hall: Hall, tick: Tick) -> Heard:
    """Turn where all walkers are and what their mics hear into what they hear.

    Pure: the same tick on the same state gives the same sound; no sockets, no
    torch, no clock. Stereo lags the mic by ``hall.latency_frames``.

    Args:
        hall: Streaming state of every stage; advanced by one tick.
        tick: What the walkers bring, W of them.

    Returns:
        Stereo [W, 2, T] at 48 kHz and what was computed on the way.
    """
    lanes = tick.lanes
    here = hall.stand(tick)  # positions [W, 3], headings, speeds, stillness [W]
    told = hall.story.tell(tick, here)  # per walk: rules, hushes, pace
    weights = weigh(tick, here, told)  # per walk [W_g, Z + 1]
    mic, gate = hall.conditioner.process(tick.mic, lanes)  # [W, T] [W]
    gate = np.where(tick.has_mic, gate, 0.0)
    bed = np.zeros((len(lanes), 2, tick.mic.shape[1]), dtype=np.float32)  # [W, 2, T]
    latents = {}
    for wet in hall.wets:  # one pool each
        contract = wet.port.contract
        control = control_of(tick, contract, here, weights, told, gate)  # [W, K]
        latents[contract.model_id] = wet.step(bed, tick, mic, control, here.positions)  # [W, K, N]
    bed = hall.colour.process(bed, tick, weights, told)  # filters, rooms, hushes
    stage_deg = stage_of(tick, weights)  # [W, 2]
    bed = hall.at_ear(bed, tick, stage_deg, here, told)  # [W, 2, T]
    dry = hall.delayed(tick)  # [W, 1, T]
    stereo = hall.limiter.process(add_dry(bed, dry, tick.dry_gain), lanes)  # [W, 2, T]
    return Heard(stereo, here, told, weights, stage_deg, latents)
