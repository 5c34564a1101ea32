"""How often the photograph checker is wrong, on pictures that played no part in setting its limits.

`python scripts/photograph_rates.py [--each 6] [--set calibration] [--write]`: prints the table; `--write` puts it
into docs/photographs.md. The same pictures each time; some 1.5 seconds of one core for each.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from services.photographs import Flaw, PhotographReport, check  # noqa: E402
from tests.photographs.scenes import photograph  # noqa: E402
from tests.photographs.sets import CALIBRATION, HELD_OUT, Case, cases, good  # noqa: E402

DOCUMENT = ROOT / "docs" / "photographs.md"
BEGIN, END = "<!-- rates: begin -->", "<!-- rates: end -->"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=6, help="pictures of each defect and severity")
    parser.add_argument("--set", choices=("calibration", "held-out"), default="held-out")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    chosen = CALIBRATION if given.set == "calibration" else HELD_OUT
    results: dict[tuple[str, str], list[tuple[Case, PhotographReport]]] = defaultdict(list)
    for case in cases(chosen, given.each):
        results[case.defect, case.severity].append((case, check(photograph(case.scene))))
    text = f"{_table(chosen.name, results)}\n\n{_duration()}"
    print(text)
    if given.write:
        before, rest = DOCUMENT.read_text(encoding="utf-8").split(BEGIN)
        after = rest.split(END)[1]
        DOCUMENT.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def _table(name: str, results: dict[tuple[str, str], list[tuple[Case, PhotographReport]]]) -> str:
    lines = [
        f"Set: {name}, {sum(map(len, results.values()))} pictures.",
        "",
        "| picture | how much | pictures | said | missed | what else was said |",
        "|---|---|---|---|---|---|",
    ]
    for (defect, severity), reports in results.items():
        expected = reports[0][0].expected
        found = sum(_says(report, expected) for _, report in reports)
        others = Counter(
            finding.problem
            for _, report in reports
            for finding in report.findings
            if finding.problem != expected
        )
        said = ", ".join(f"{problem} {count}" for problem, count in others.most_common()) or "–"
        missed = "–" if expected is None else f"{100 * (1 - found / len(reports)):.0f} %"
        right = f"{expected or 'nothing'} {found}"
        lines.append(f"| {defect} | {severity} | {len(reports)} | {right} | {missed} | {said} |")
    good_ones = results["good", ""]
    alarms = sum(not report.ok for _, report in good_ones)
    four = sum(report.four_corners for _, report in good_ones)
    lines += [
        "",
        f"False alarms on good pictures: {alarms} of {len(good_ones)} ({100 * alarms / len(good_ones):.1f} %). "
        f"“Four corners seen” on good pictures: {four} of {len(good_ones)}.",
    ]
    return "\n".join(lines)


def _says(report: PhotographReport, expected: Flaw | None) -> bool:
    return report.ok if expected is None else expected in {finding.problem for finding in report.findings}


def _duration() -> str:
    data = photograph(good(HELD_OUT, 0, 4000))
    times = []
    for _ in range(5):
        start = time.process_time()
        check(data)
        times.append(time.process_time() - start)
    return f"A JPEG of 12 megapixels: {1000 * sorted(times)[2]:.0f} ms of processor time (median of 5)."


if __name__ == "__main__":
    main()
