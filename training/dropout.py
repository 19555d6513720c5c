"""Dropout whose random masks are drawn once, in a pool, and then cut from it at random places.

PyTorch's generator on the CPU is serial: drawing fresh masks took a quarter of a training step here. A pool of eight
million draws, cut anywhere, is as good as random for this purpose and costs nothing. On a GPU it is no slower.
"""

from __future__ import annotations

from typing import Any

import torch

POOL = 1 << 23


class PooledDropout(torch.nn.Module):
    """Inverted dropout with probability `p` in [0, 1); the identity outside training."""

    def __init__(self, p: float, pool: torch.Tensor) -> None:
        super().__init__()
        self.p = p
        self.pool = pool

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        count = values.numel()
        if not self.training or self.p == 0:
            return values
        if count > self.pool.numel() // 2:
            return torch.nn.functional.dropout(values, self.p)
        # Drawn by torch, so that the saved state of its generator repeats it after a kill.
        start = int(torch.randint(self.pool.numel() - count, ()))
        return values * self.pool[start : start + count].view(values.shape)


def pooled(model: Any, seed: int, device: Any) -> Any:
    """The model with `PooledDropout` in the place of each `torch.nn.Dropout`; they must share one probability."""
    found = [
        (parent, name, child.p)
        for parent in model.modules()
        for name, child in parent.named_children()
        if isinstance(child, torch.nn.Dropout) and child.p > 0
    ]
    if len({p for _, _, p in found}) > 1:
        raise ValueError("one pool of masks serves one probability")
    if found:
        kept = torch.rand(POOL, generator=torch.Generator().manual_seed(seed)) >= found[0][2]
        pool = (kept.to(torch.bfloat16) / (1 - found[0][2])).to(device)
        for parent, name, p in found:
            setattr(parent, name, PooledDropout(p, pool))
    return model
