"""Points into figures for Plotly, as plain dicts. Knows no model and no request.

Colours and fonts are names of the stylesheet's variables (`var(--critical)`), which `static/charts.js` looks up in
the browser, so that one figure serves light and dark. What a click needs stands in `customdata`:
`[first day, last day, target's slug]`, and the actor's slug where the chart shows several.
"""

from stances.charts.axes import Figure
from stances.charts.comparing import Line, compared, short
from stances.charts.figures import distribution, over_time
from stances.charts.traces import Panel
from stances.charts.words import held_from_to, period

__all__ = ["Figure", "Line", "Panel", "compared", "distribution", "held_from_to", "over_time", "period", "short"]
