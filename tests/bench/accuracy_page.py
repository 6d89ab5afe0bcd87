# SPDX-License-Identifier: GPL-3.0-or-later
"""The section on accuracy of the page of results."""
import datetime
import statistics

import page


def figure(value):
    return "-" if value is None else f"{value:.3g}"


def best_of(answers):
    errors = [answer[0] for answer in answers if answer[0] is not None]
    if not errors:
        return answers[0][1] if answers else "-"
    names = [answer[1] for answer in answers if answer[0] is not None]
    return f"{statistics.median(errors):.3g} ({max(set(names), key=names.count)})"


def verdict(ratio, shares):
    words = [] if ratio is None else ["ahead" if ratio <= 1 else "behind"]
    if shares:
        words.append("band kept" if 0.87 <= statistics.mean(shares) <= 0.93 else "band missed")
    return ", ".join(words) or "-"


def covered(shares):
    if not shares:
        return "-"
    mean = f"{100 * statistics.mean(shares):.1f} %"
    return mean if len(shares) == 1 else f"{mean} ({100 * min(shares):.0f} to {100 * max(shares):.0f})"


def section(rows):
    families = list(rows[0]["ours"])
    text = [page.accuracy, "", "Written by `tests/bench/accuracy.py --page`; what is measured, and how, stands there. Root mean square errors on values held",
            "out of every fit, the median over as many designs (of functions) or splits (of network-pump's 320 runs) as the peers were given as",
            "well; each peer with the best of its models, picked by these very errors. Ratio: ours as `xdt train --auto` chose over the better",
            "peer; it may choose a scale of the output, such as the logarithm, which the families beside it and the peers are not given. Band:",
            "share of held-out values inside the declared 90 %, mean and range over all designs or splits; of one design of 100 runs it",
            "scatters by 3 % even where the bands are right.", "",
            f"Machine: {page.machine()}. Measured {datetime.date.today().isoformat()}.", ""]
    columns = ["runs", *families, "scikit-learn", "OpenTURNS", "ratio", "band", "designs (with peers)", "verdict"]
    text += ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    for row in rows:
        chosen = row["ours"][families[0]]
        text.append("| " + " | ".join([row["cell"], *(figure(row["ours"][family]["error"]) for family in families),
                                       *(best_of(row["peers"][name]) for name in ("scikit-learn", "OpenTURNS")), figure(chosen["ratio"]),
                                       covered(chosen["shares"]), f"{row['draws']} ({row['both']})",
                                       verdict(chosen["ratio"], chosen["shares"])]) + " |")
    return text


def write(path, rows):
    """Puts the section at the end, or in its old place."""
    lines = path.read_text().splitlines()
    begin = lines.index(page.accuracy) if page.accuracy in lines else len(lines)
    end = next((i for i in range(begin + 1, len(lines)) if lines[i].startswith("## ")), len(lines))
    before = lines[:begin] if begin < len(lines) else [*lines, ""]
    after = ["", *lines[end:]] if end < len(lines) else []
    path.write_text("\n".join([*before, *section(rows), *after]) + "\n")
