#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""accuracy.py BUILD [CELL...] [--runs N...] [--families F...] [--draws N] [--peer-draws N] [--page]: how exact ours is beside
scikit-learn and OpenTURNS given the same runs, and how many of the values held out lie inside our 90 % bands.

Cells: public functions (public_functions.py), each on Latin hypercubes of 100 and 400 runs and judged at 10,000 points; the outputs of
the template network-pump, 240 runs to fit and 80 to judge, the 320 parted in four by a fixed shuffle. --draws: on how many designs of 100
runs the first of the families is measured; of larger ones a third as many, of splits two. The first --peer-draws of them are also the
peers' and the other families'; with --known-peers only what was measured before. An error is a root mean square over a draw; the table
has the median over the draws that both sides were measured on, the mean coverage and its range over all draws. A peer counts with the model that
came out best on each draw. All is kept in BUILD/bench/accuracy: the peers' figures as long as the runs are the same, ours as long
as xdt is. --page writes the section on accuracy of BENCHMARKS.md. The exit code is the number of cells where ours is above."""
import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import accuracy_page
import contest
from accuracy_cells import FunctionDraw, PumpDraw
from public_functions import functions

here = Path(__file__).resolve().parent
peers = ("scikit-learn", "OpenTURNS")


def kept(path, key, make):
    """What `make` gave when the key was the same."""
    if path.exists():
        old = json.loads(path.read_text())
        if old.get("key") == key:
            return old
    new = {"key": key, **make()}
    if "failed" not in new:
        path.write_text(json.dumps(new))
    return new


def ours(draw, family, xdt, key):
    """{"outputs": {name: {"rmse", "coverage"}}, "seconds", "choices"} or {"failed"}."""
    def measure():
        spec, package = draw.work / f"spec-{family}.json", draw.work / f"{family}.xdt"
        spec.write_text(json.dumps(draw.own_spec(family)))
        start = time.monotonic()
        auto = ["--auto"] if family == "auto" else []
        trained = subprocess.run([xdt, "train", "--json", draw.work / "runs.csv", "--spec", spec, *auto, "-o", package],
                                 capture_output=True, text=True, check=False)
        seconds = time.monotonic() - start
        if trained.returncode != 0:
            return {"failed": (trained.stderr.strip() or "failed").splitlines()[0]}
        models = json.loads(trained.stdout)["report"]["models"]
        choices = {name: model["choice"]["words"] for model in models for name in model.get("outputs", {}) if "choice" in model}
        judged = subprocess.run([xdt, "validate", package, "--runs", draw.work / "held-out.csv", "--json"], capture_output=True, text=True, check=True)
        scores = json.loads(judged.stdout)["outputs"]
        return {"outputs": {name: {"rmse": score["rmse"], "coverage": score["coverage"]} for name, score in scores.items()},
                "seconds": seconds, "choices": choices}
    return kept(draw.work / f"ours-{family}.json", key, measure)


def peer(draw, output, name, measure_it=True):
    """(error, model) or (None, why not)."""
    path = draw.work / f"peer-{output}-{name}.json"
    if not measure_it and not path.exists():
        return None, "not measured"

    def measure():
        environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="1", OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
        if contest.core_type():
            environment["OPENBLAS_CORETYPE"] = contest.core_type()
        done = subprocess.run(["nice", sys.executable, here / "accuracy_peers.py", draw.work / f"{output}.npz", name], env=environment,
                              capture_output=True, text=True, check=False)
        return json.loads(done.stdout) if done.returncode == 0 else {"failed": (done.stderr.strip() or "failed").splitlines()[-1]}
    answer = kept(path, "", measure)
    if "models" not in answer:
        return None, "peer absent" if "absent" in answer else answer["failed"]
    best = min(answer["models"], key=lambda row: row[1])
    return best[1], best[0]


def draws_of(arguments, build, source, cell):
    """(name of the row, its draws), rows with several outputs once."""
    if cell == "network-pump":
        return [("network-pump", [PumpDraw(build, source, part) for part in range(1, min(arguments.draws, PumpDraw.parts) + 1)])]
    count = {runs: arguments.draws if runs <= 100 else (arguments.draws + 2) // 3 for runs in arguments.runs}
    return [(f"{cell}, {runs} runs", [FunctionDraw(build, cell, runs, seed) for seed in range(1, count[runs] + 1)]) for runs in arguments.runs]


def row_of(title, output, draws, families, mine, arguments):
    """One line of the table, as a dictionary of figures."""
    some = draws[:arguments.peer_draws]
    theirs = {name: [peer(draw, output, name, not arguments.known_peers) for draw in some] for name in peers}
    both = [i for i in range(len(some)) if all(theirs[name][i][0] is not None or theirs[name][i][1] == "peer absent" for name in peers)
            and any(theirs[name][i][0] is not None for name in peers)]
    theirs = {name: [theirs[name][i] for i in both] for name in peers}
    best = [min(theirs[name][k][0] for name in peers if theirs[name][k][0] is not None) for k in range(len(both))]
    row = {"cell": title if output == "y" else f"{title}, {output}", "draws": len(draws), "kind": draws[0].splits,
           "peers": {name: theirs[name] for name in peers}, "both": len(both), "ours": {}}
    for family in families:
        answers = [answer.get("outputs", {}).get(output) for answer in mine[family]]
        errors = [answer["rmse"] if answer else None for answer in answers]
        shares = [answer["coverage"] for answer in answers if answer and answer["coverage"] is not None]
        known = [(errors[i], limit) for i, limit in zip(both, best) if i < len(errors) and errors[i] is not None]
        first = [error for error in errors[:max(len(both), 1)] if error is not None]
        row["ours"][family] = {"error": statistics.median(first) if first else None, "shares": shares,
                               "ratio": statistics.median(error / limit for error, limit in known) if known else None,
                               "choice": [answer.get("choices", {}).get(output, "") for answer in mine[family]]}
    row["best"] = statistics.median(best) if best else None
    return row


def tell(row):
    print(f"\n{row['cell']} ({row['draws']} {row['kind']}, peers on {row['both']})", flush=True)
    for family, figures in row["ours"].items():
        if figures["error"] is None:
            print(f"  {family:20} no model")
            continue
        shares = figures["shares"]
        words = f"   inside {100 * statistics.mean(shares):.1f} % ({100 * min(shares):.1f} to {100 * max(shares):.1f})" if shares else ""
        ratio = f"{figures['ratio']:8.3f} of the better peer" if figures["ratio"] else ""
        print(f"  {family:20} {figures['error']:10.4g} {ratio}{words}")
    for name, answers in row["peers"].items():
        errors = [answer[0] for answer in answers if answer[0] is not None]
        print(f"  {name:20} " + (f"{statistics.median(errors):10.4g} ({', '.join(sorted({a[1] for a in answers}))})" if errors else
                                 ", ".join(a[1] for a in answers) or "not measured"), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    cells = [*functions, "network-pump"]
    parser.add_argument("build", type=Path)
    parser.add_argument("cell", nargs="*", choices=[*cells, []])
    parser.add_argument("--runs", type=int, nargs="+", default=[100, 400])
    parser.add_argument("--families", nargs="+", default=["auto", "gaussian-process", "polynomial-chaos", "radial-basis", "network", "polynomial"])
    parser.add_argument("--draws", type=int, default=1)
    parser.add_argument("--peer-draws", type=int, default=1)
    parser.add_argument("--known-peers", action="store_true")
    parser.add_argument("--page", action="store_true")
    arguments = parser.parse_args()
    build, source = arguments.build.resolve(), here.parent.parent
    xdt = build / "bin" / "xdt"
    key = hashlib.sha256(xdt.read_bytes()).hexdigest()
    print(f"peers' OPENBLAS_CORETYPE: {contest.core_type()}", flush=True)
    rows = []
    for cell in arguments.cell or cells:
        for title, draws in draws_of(arguments, build, source, cell):
            for draw in draws:
                draw.prepare(xdt)
            first = arguments.families[0]
            mine = {family: [ours(draw, family, xdt, key) for draw in (draws if family == first else draws[:max(arguments.peer_draws, 1)])]
                    for family in arguments.families}
            for output in draws[0].outputs:
                rows.append(row_of(title, output, draws, arguments.families, mine, arguments))
                tell(rows[-1])
    if arguments.page:
        accuracy_page.write(source / "BENCHMARKS.md", rows)
    judged = [row["ours"][arguments.families[0]]["ratio"] for row in rows]
    above = sum(ratio is not None and ratio > 1 for ratio in judged)
    print(f"\n{arguments.families[0]}: above the better peer in {above} of {sum(ratio is not None for ratio in judged)} cells")
    return above


if __name__ == "__main__":
    sys.exit(main())
