"""Points into figures for Plotly, as plain dicts. Knows no model and no request.

Colours and fonts are names of the stylesheet's variables (`var(--critical)`), which `static/charts.js` looks up in
the browser, so that one figure serves light and dark. What a click needs stands in `customdata`:
`[first day, last day, target's slug]`.
"""

from stances.charts.axes import Figure
from stances.charts.figures import distribution, over_time
from stances.charts.traces import Panel
from stances.charts.words import held_from_to

__all__ = ["Figure", "Panel", "distribution", "held_from_to", "over_time"]
