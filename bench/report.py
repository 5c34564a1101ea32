"""The results as data, as a table for the terminal, and as the generated part of `docs/performance.md`."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.measure import Curve, Figure, Result, Spread, short
from bench.plot import svg

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results.json"
PAGE = ROOT / "docs" / "performance.md"
PLOTS = ROOT / "docs" / "performance"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"

Results = dict[str, Result]


def machine() -> str:
    """Say what the figures were measured on, for ratios."""
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def kept() -> Results:
    """Return earlier figures; new ones of a subject replace them."""
    if not RESULTS.exists():
        return {}
    return {
        name: _result(found)
        for name, found in json.loads(RESULTS.read_text(encoding="utf-8"))["subjects"].items()
    }


def write(results: Results) -> None:
    """Data, plots and page."""
    data = {"machine": machine(), "subjects": {name: asdict(result) for name, result in results.items()}}
    RESULTS.write_text(json.dumps(data, indent=1, ensure_ascii=False, default=list) + "\n", encoding="utf-8")
    curves = [curve for result in results.values() for curve in result.curves]
    PLOTS.mkdir(exist_ok=True)
    for curve in curves:
        (PLOTS / f"{curve.name}.svg").write_text(svg(curve), encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    measured = "\n\n".join(
        [f"Measured on {machine()}.", _table(results), *(_picture(curve) for curve in curves)]
    )
    PAGE.write_text(f"{before}{BEGIN}\n\n{measured}\n\n{END}{after}", encoding="utf-8")


def told(results: Results) -> str:
    """Return the figures as a table for the terminal."""
    lines = [_row(figure) for figure in _figures(results)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines
    )


def _table(results: Results) -> str:
    head = (
        "what",
        "baseline",
        "measured",
        "half of the rounds",
        "target",
        "",
        "ours",
        "baseline's",
        "rounds",
        "",
    )
    rows = [head, ("---",) * len(head), *(_row(figure) for figure in _figures(results))]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _row(figure: Figure) -> tuple[str, ...]:
    if figure.figure is None:
        return (figure.what, figure.baseline, "–", "–", "–", "–", "–", "–", "–", figure.note)
    verdict = {None: "", True: "met", False: "**missed**"}[figure.is_met]
    between = f"{short(figure.figure.low)} – {short(figure.figure.high)}"
    measured = f"{short(figure.figure.median)} {figure.unit}"
    ours, theirs = figure.ours or "–", figure.theirs or "–"
    return (
        figure.what,
        figure.baseline,
        measured,
        between,
        _target(figure),
        verdict,
        ours,
        theirs,
        str(figure.rounds),
        figure.note,
    )


def _target(figure: Figure) -> str:
    if figure.target is None:
        return "–"
    return f"{'≥' if figure.more_is_better else '≤'} {figure.target:g} {figure.unit}"


def _picture(curve: Curve) -> str:
    return f"![{curve.title}: {curve.up} over {curve.across}](performance/{curve.name}.svg)"


def _figures(results: Results) -> Iterable[Figure]:
    return (figure for result in results.values() for figure in result.figures)


def _result(found: Mapping[str, Any]) -> Result:
    return Result(
        [_figure(each) for each in found["figures"]],
        [Curve(**{**each, "series": _series(each["series"])}) for each in found["curves"]],
    )


def _figure(found: Mapping[str, Any]) -> Figure:
    measured = found["figure"]
    return Figure(**{**found, "figure": None if measured is None else Spread(**measured)})


def _series(found: Mapping[str, list[list[float]]]) -> dict[str, list[tuple[float, float]]]:
    return {name: [(x, y) for x, y in points] for name, points in found.items()}
