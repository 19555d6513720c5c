"""The reliability diagram of the model card, as an SVG that any reader of Markdown shows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

SIDE, MARGIN = 320, 48


def write(path: Path, bins: Sequence[dict[str, float]], ece: float) -> None:
    """Draw accuracy against mean probability, a dot a bin, its area by the bin's n, with the diagonal.

    DeGroot & Fienberg, "The comparison and evaluation of forecasters", 1983.
    """
    path.write_text(drawing(bins, ece), encoding="utf-8")


def drawing(bins: Sequence[dict[str, float]], ece: float) -> str:
    """The SVG's text."""

    def x(value: float) -> float:
        return round(MARGIN + value * SIDE, 1)

    def y(value: float) -> float:
        return round(MARGIN / 2 + (1 - value) * SIDE, 1)

    total = sum(each["n"] for each in bins) or 1
    ticks = "".join(
        f'<path d="M{x(t)} {y(0)}v5M{x(0)} {y(t)}h-5" stroke="#666"/>'
        f'<text x="{x(t)}" y="{y(0) + 18}" text-anchor="middle">{t:.1f}</text>'
        f'<text x="{x(0) - 9}" y="{y(t) + 4}" text-anchor="end">{t:.1f}</text>'
        for t in (0, 0.2, 0.4, 0.6, 0.8, 1.0)
    )
    dots = "".join(
        f'<path d="M{x(b["confidence"])} {y(b["confidence"])}V{y(b["accuracy"])}" stroke="#b35900" stroke-width="1.5"/>'
        f'<circle cx="{x(b["confidence"])}" cy="{y(b["accuracy"])}" r="{3 + 14 * (b["n"] / total) ** 0.5:.1f}" '
        f'fill="#1f5fa8" fill-opacity="0.8"><title>{b["low"]:.1f} to {b["high"]:.1f}: {b["n"]} verdicts, mean '
        f"{b['confidence']:.3f}, right {b['accuracy']:.3f}</title></circle>"
        for b in bins
    )
    width, height = SIDE + 2 * MARGIN, SIDE + 2 * MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="sans-serif" font-size="12" role="img" aria-label="Reliability diagram">'
        f'<rect width="{width}" height="{height}" fill="#fff"/>'
        f'<rect x="{MARGIN}" y="{MARGIN / 2}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#666"/>'
        f'<path d="M{x(0)} {y(0)}L{x(1)} {y(1)}" stroke="#666" stroke-dasharray="5 4"/>{ticks}{dots}'
        f'<text x="{x(0.5)}" y="{height - 12}" text-anchor="middle">mean probability of the label</text>'
        f'<text x="14" y="{y(0.5)}" text-anchor="middle" transform="rotate(-90 14 {y(0.5)})">share that is right</text>'
        f'<text x="{x(0.03)}" y="{y(0.93)}">expected calibration error {ece:.3f}; dot area by verdicts</text></svg>\n'
    )
