#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""accuracy.py BUILD [FUNCTION...] [--runs N...] [--families F...]: how exact ours is on public functions, beside the peers given the
same runs. Prints the root mean square error at 10,000 points that nobody was given, ours family by family and the best model of
each peer, and the share of the points inside our 90 % bands. Peers' figures are kept in BUILD/bench/accuracy and made once."""
import argparse
import csv
import json
import os
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy

import contest
from public_functions import functions

here = Path(__file__).resolve().parent
held_out = 10000


def write_spec(path, function, values, model):
    inputs = [{"name": name, "label": name, "type": "real", "unit": "1", "start": (low + high) / 2, "nominal": high - low,
               "physical": [low, high], "validated": [low, high]} for name, (low, high) in function.inputs.items()]
    low, high = float(values.min()), float(values.max())
    output = {"name": "y", "label": "y", "type": "real", "unit": "1", "nominal": max(abs(low), abs(high), 1e-9),
              "confidence": {"kind": "interval", "level": 0.9}}
    contract = {"formatVersion": 1, "id": "public-function", "version": "1.0.0", "title": "Public function", "summary": "A function to judge by",
                "fidelity": "The function itself.", "madeFor": ["Judging surrogates"], "notFor": ["Anything else"],
                "inputs": inputs, "outputs": [output]}
    path.write_text(json.dumps({"contract": contract, "models": [{**model, "outputs": ["y"]}],
                                "validation": {"folds": 10}, "conformance": 2}))


def write_table(path, function, points, values=None):
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow([*function.inputs, *(["y"] if values is not None else [])])
        for i, point in enumerate(points):
            table.writerow([repr(float(x)) for x in point] + ([repr(float(values[i]))] if values is not None else []))


def prepare(work, function, runs, xdt):
    """runs.npz for the peers, runs.csv and points.csv for ours: a Latin hypercube by xdt sample and random points."""
    work.mkdir(parents=True, exist_ok=True)
    low, high = numpy.array(list(function.inputs.values())).T
    write_spec(work / "design.json", function, numpy.array([0.0, 1.0]), {"kind": "linear"})
    subprocess.run([xdt, "sample", work / "design.json", "--kind", "latin-hypercube", "--runs", str(runs), "--seed", "1", "-q",
                    "-o", work / "design.csv"], check=True)
    with (work / "design.csv").open() as file:
        rows = list(csv.DictReader(file))
    design = numpy.array([[float(row[name]) for name in function.inputs] for row in rows])
    points = low + numpy.random.default_rng(2).random((held_out, len(low))) * (high - low)
    values, truth = function.values(design), function.values(points)
    before = numpy.load(work / "runs.npz")["values"] if (work / "runs.npz").exists() else None
    if before is None or not numpy.array_equal(before, values):
        for old in work.glob("peer-*.json"):
            old.unlink()
    numpy.savez(work / "runs.npz", unit=(design - low) / (high - low), values=values, points=(points - low) / (high - low), truth=truth)
    write_table(work / "runs.csv", function, design, values)
    write_table(work / "points.csv", function, points)
    return values, truth


def ours(work, function, values, truth, family, xdt):
    """Error, share inside the band, or None and why not."""
    write_spec(work / "spec.json", function, values, {"kind": family})
    package = work / f"{family}.xdt"
    done = subprocess.run([xdt, "train", "-q", work / "runs.csv", "--spec", work / "spec.json", "-o", package], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        done = subprocess.run([xdt, "eval", "-q", package, "--csv", work / "points.csv", "-o", work / "answers.csv"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return None, done.stderr.strip().splitlines()[0] if done.stderr.strip() else "failed"
    with (work / "answers.csv").open() as file:
        rows = list(csv.DictReader(file))
    lower, upper = [next(name for name in rows[0] if name.startswith("y") and word in name) for word in ("lower", "upper")]
    # A point may be withheld where the twin does not stand behind a number.
    kept = numpy.array([row["y"] != "" for row in rows])
    column = lambda name: numpy.array([float(row[name]) for row in rows if row["y"] != ""])
    difference = column("y") - truth[kept]
    inside = (column(lower) <= truth[kept]) & (truth[kept] <= column(upper))
    return float(numpy.sqrt(numpy.mean(difference**2))), float(inside.mean())


def peer(work, name):
    kept = work / f"peer-{name}.json"
    if not kept.exists():
        environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="1", OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
        if contest.core_type():
            environment["OPENBLAS_CORETYPE"] = contest.core_type()
        done = subprocess.run([sys.executable, here / "accuracy_peers.py", work, name], env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            return None, done.stderr.strip().splitlines()[-1]
        kept.write_text(done.stdout)
    answer = json.loads(kept.read_text())
    if "absent" in answer:
        return None, "peer absent"
    best = min(answer["models"], key=lambda row: row[1])
    return best[1], best[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=Path)
    parser.add_argument("function", nargs="*", choices=[*functions, []])
    parser.add_argument("--runs", type=int, nargs="+", default=[100, 400])
    parser.add_argument("--families", nargs="+", default=["gaussian-process", "polynomial-chaos", "auto"])
    arguments = parser.parse_args()
    xdt = arguments.build.resolve() / "bin" / "xdt"
    print(f"peers' OPENBLAS_CORETYPE: {contest.core_type()}; peers: the best of their models at the points held out")
    above = 0
    for runs in arguments.runs:
        for name in arguments.function or functions:
            function = functions[name]
            work = arguments.build.resolve() / "bench" / "accuracy" / f"{name}-{runs}"
            values, truth = prepare(work, function, runs, xdt)
            print(f"\n{name}, {runs} runs (standard deviation {truth.std():.4g})", flush=True)
            mine = []
            for family in arguments.families:
                error, share = ours(work, function, values, truth, family, xdt)
                print(f"  {family:20} " + (share if error is None else f"{error:10.4g}   inside the 90 % band {100 * share:.1f} %"), flush=True)
                mine += [error] if error is not None else []
            theirs = []
            for who in ("scikit-learn", "OpenTURNS"):
                error, words = peer(work, who)
                print(f"  {who:20} " + (words if error is None else f"{error:10.4g}   ({words})"), flush=True)
                theirs += [error] if error is not None else []
            if mine and theirs:
                ratio = min(mine) / min(theirs)
                above += ratio > 1
                print(f"  our best over theirs {ratio:10.3f}", flush=True)
    return 1 if above else 0


if __name__ == "__main__":
    sys.exit(main())
