"""Growth curves as SVG: two logarithmic axes, and a line for each series."""

from __future__ import annotations

import io

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

from bench.measure import Curve

_PAPER, _GRID = "#FAF8F3", "#D5D9D4"
_COLOURS = ("#0A5A4B", "#A3160F", "#1F4E9C", "#7A4300", "#5B2A86")
_DASHES = ("-", (0, (7, 4)), (0, (2, 4)), (0, (10, 3, 2, 3)), (0, (4, 2)))
"""Lines differ by their dashes too, not by colour alone."""


def svg(curve: Curve) -> str:
    """Draw a whole SVG file."""
    settings = mpl.rc_context(
        {
            "svg.fonttype": "none",  # words stay words
            "svg.hashsalt": "qarib",  # the same points give the same bytes
            "font.sans-serif": ["DejaVu Sans"],
            "axes.autolimit_mode": "round_numbers",  # axes begin and end at powers of ten
            "axes.xmargin": 0,
            "axes.ymargin": 0,
        }
    )
    with settings:
        figure = Figure(figsize=(7.2, 4), layout="constrained", facecolor=_PAPER)
        axes = figure.add_subplot(facecolor=_PAPER, xscale="log", yscale="log")
        axes.set_title(curve.title)
        axes.set_xlabel(curve.across)
        axes.set_ylabel(curve.up)
        for (name, points), colour, dash in zip(curve.series.items(), _COLOURS, _DASHES, strict=False):
            axes.plot(
                *zip(*points, strict=True),
                label=name,
                color=colour,
                linestyle=dash,
                marker="o",
                markersize=5,
                clip_on=False,
            )
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
            axis.set_minor_locator(NullLocator())
        axes.tick_params(length=0)
        axes.grid(color=_GRID)
        axes.spines[:].set_visible(False)
        axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False, handlelength=4)
        file = io.StringIO()
        figure.savefig(file, format="svg", metadata={"Title": curve.title, "Date": None, "Creator": None})
    return " ".join(file.getvalue().split()) + "\n"  # drawn, so nobody reads its lines
