"""What was found, for those who mend it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from tests.matrix.examine import Result
from tests.matrix.snapshot import Finding

_SLOWEST = 10
_EXAMPLES = 4


def summary(results: list[Result]) -> str:
    """Report screens by language, findings by kind, and what took longest."""
    findings = [finding for result in results for finding in result.findings]
    parts = [_table(results), *_kinds(findings), _slowest(results)]
    far = sum(result.job.far for result in results)
    total = f"{len(results)} views, {far} of them far: {len(findings)} findings"
    return "\n\n".join(part for part in (*parts, total) if part)


def _table(results: list[Result]) -> str:
    columns = sorted({(result.job.view.language, result.job.view.theme) for result in results})
    cells: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    met = {(each.job.view.screen, each.job.view.language, each.job.view.theme) for each in results}
    for result in results:
        cells[result.job.view.screen][result.job.view.language, result.job.view.theme] += len(result.findings)
    width = max(map(len, cells))
    lines = [" " * width + "".join(f"{f'{language} {theme}':>16}" for language, theme in columns)]
    for screen, counted in cells.items():
        shown = (str(counted[column]) if (screen, *column) in met else "" for column in columns)
        lines.append(f"{screen:<{width}}" + "".join(f"{each:>16}" for each in shown))
    return "\n".join(lines)


def _kinds(findings: Iterable[Finding]) -> list[str]:
    kinds: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        kinds[finding.criterion, finding.what].append(finding)
    told = []
    for (criterion, what), found in sorted(kinds.items()):
        places = list(dict.fromkeys(f"    {each.view}: {each.where}" for each in found))
        more = [f"    … and {len(places) - _EXAMPLES} more"] if len(places) > _EXAMPLES else []
        told.append("\n".join([f"{criterion} {what} ({len(found)})", *places[:_EXAMPLES], *more]))
    return told


def _slowest(results: list[Result]) -> str:
    slow = sorted(results, key=lambda result: -result.seconds)[:_SLOWEST]
    return "\n".join(["Slowest:", *(f"  {each.seconds:5.1f} s  {each.job.view}" for each in slow)])
