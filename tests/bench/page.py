# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of results: rows that were measured now replace their older selves, the others stay with their dates."""
import datetime
import platform
import re
from pathlib import Path

import contest

accuracy = "## Accuracy"
columns = ["case", "Twinwright", "peer", "peer's time", "ratio", "aim", "difference", "measured"]


def machine():
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return f"{model.group(1) if model else platform.processor()}, {contest.cores()} cores, {platform.system()}; " \
           f"OPENBLAS_CORETYPE for the peers: {contest.core_type() or 'left alone'}"


def seconds(value):
    for unit, factor in (("s", 1), ("ms", 1e-3), ("us", 1e-6)):
        if value >= factor:
            return f"{value / factor:.3g} {unit}"
    return f"{value * 1e9:.3g} ns"


def write(path, cases, results):
    """`results`: rows as lists of the columns' texts, without the date."""
    rows = {}
    for line in path.read_text().splitlines() if path.exists() else []:
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| ") and len(cells) == len(columns) and cells != columns:
            rows[cells[0], cells[2]] = cells
    today = datetime.date.today().isoformat()
    for row in results:
        rows[row[0], row[2]] = [*row, today]
    text = ["# Benchmarks", "",
            "Written by `packaging/dev bench --page`; what is measured, and how, stands in `tests/bench/compare.py`. Medians of",
            "interleaved runs of ours and the peer's on the same inputs; the ratio is the peer's time over ours, the aim what is asked of",
            "it, the difference that of the results. Peers run at the number of threads that suits them best; ours on one where the case",
            "does not say otherwise.", "", f"Machine of the last run: {machine()}.", "",
            "| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    for case in cases:
        for peer in case.peers:
            if (case.name, peer.label) in rows:
                text.append("| " + " | ".join(rows[case.name, peer.label]) + " |")
    text += ["", "## Cases", ""]
    text += [f"- **{case.name}**: {case.words}, a {case.unit}" for case in cases]
    lines = path.read_text().splitlines() if path.exists() else []
    if accuracy in lines:  # accuracy_page.py's
        text += ["", *lines[lines.index(accuracy):]]
    path.write_text("\n".join(text) + "\n")
