# SPDX-License-Identifier: GPL-3.0-or-later
"""What accuracy is judged on. A cell is one output on one set of runs; a draw (one design of a function, one split of recorded runs)
is a folder that holds the same runs for everybody: runs.csv and held-out.csv for ours, OUTPUT.npz for the peers."""
import csv
import json
import subprocess
from pathlib import Path

import numpy

from public_functions import functions

held_out = 10000


def write_if_changed(path, data):
    """An unchanged file keeps what was made from it."""
    if not path.exists() or path.read_bytes() != data:
        path.write_bytes(data)
        for old in [*path.parent.glob("peer-*.json"), *path.parent.glob("ours-*.json"), *path.parent.glob("*.npz")]:
            old.unlink()


def save_once(path, **arrays):
    if not path.exists():
        numpy.savez(path, **arrays)


def table_bytes(names, columns):
    lines = [",".join(names)]
    lines += [",".join(repr(float(value)) for value in row) for row in zip(*columns)]
    return ("\n".join(lines) + "\n").encode()


class FunctionDraw:
    """A Latin hypercube by `xdt sample`, and random points that nobody is given."""

    def __init__(self, build, name, runs, seed):
        self.cell, self.runs, self.outputs = name, runs, ["y"]
        self.function = functions[name]
        self.work = build / "bench" / "accuracy" / f"{name}-{runs}-{seed}"
        self.seed, self.splits = seed, "designs"

    def spec(self, models, values):
        inputs = [{"name": name, "label": name, "type": "real", "unit": "1", "start": (low + high) / 2, "nominal": high - low,
                   "physical": [low, high], "validated": [low, high]} for name, (low, high) in self.function.inputs.items()]
        output = {"name": "y", "label": "y", "type": "real", "unit": "1", "nominal": max(abs(values.min()), abs(values.max()), 1e-9),
                  "confidence": {"kind": "interval", "level": 0.9}}
        contract = {"formatVersion": 1, "id": "public-function", "version": "1.0.0", "title": "Public function",
                    "fidelity": "The function itself.", "madeFor": ["Judging surrogates"],
                    "notFor": ["Anything else"], "inputs": inputs, "outputs": [output]}
        return {"contract": contract, "models": models, "conformance": 2}

    def prepare(self, xdt):
        self.work.mkdir(parents=True, exist_ok=True)
        names = list(self.function.inputs)
        low, high = numpy.array(list(self.function.inputs.values())).T
        (self.work / "design.json").write_text(json.dumps(self.spec([{"kind": "linear", "outputs": ["y"]}], numpy.array([0.0, 1.0]))))
        subprocess.run([xdt, "sample", self.work / "design.json", "--kind", "latin-hypercube", "--runs", str(self.runs),
                        "--seed", str(self.seed), "-q", "-o", self.work / "design.csv"], check=True)
        with (self.work / "design.csv").open() as file:
            design = numpy.array([[float(row[name]) for name in names] for row in csv.DictReader(file)])
        points = low + numpy.random.default_rng(1000 + self.seed).random((held_out, len(low))) * (high - low)
        values, truth = self.function.values(design), self.function.values(points)
        write_if_changed(self.work / "runs.csv", table_bytes([*names, "y"], [*design.T, values]))
        write_if_changed(self.work / "held-out.csv", table_bytes([*names, "y"], [*points.T, truth]))
        save_once(self.work / "y.npz", unit=(design - low) / (high - low), values=values[:, None],
                  points=(points - low) / (high - low), truth=truth[:, None])

    def own_spec(self, family):
        values = numpy.load(self.work / "y.npz")["values"]
        return self.spec([{"kind": "gaussian-process" if family == "auto" else family, "outputs": ["y"]}], values)


class PumpDraw:
    """The recorded runs of the template, parted in four by a fixed shuffle: draw k holds back part k, 80 of 320."""
    parts = 4

    def __init__(self, build, source, part):
        self.cell, self.runs, self.seed, self.splits = "network-pump", 240, part, "splits"
        self.source = source / "templates" / "network-pump"
        self.work = build / "bench" / "accuracy" / f"network-pump-{part}"
        self.template = json.loads((self.source / "spec.json").read_text())
        self.outputs = [output["name"] for output in self.template["contract"]["outputs"]]

    def prepare(self, xdt):
        self.work.mkdir(parents=True, exist_ok=True)
        lines = (self.source / "runs.csv").read_text().splitlines()
        names = lines[0].split(",")
        column = {name: i for i, name in enumerate(names)}
        rows = [line.split(",") for line in lines[1:]]
        runs = sorted({row[0] for row in rows}, key=int)
        back = set(numpy.array(runs)[numpy.random.default_rng(20).permutation(len(runs))[self.seed - 1::self.parts]])
        inputs = [entry["name"] for entry in self.template["contract"]["inputs"]]
        ranges = numpy.array([entry["validated"] for entry in self.template["contract"]["inputs"]], dtype=float)
        for file, wanted in (("runs.csv", set(runs) - back), ("held-out.csv", back)):
            text = "\n".join([lines[0], *(line for line, row in zip(lines[1:], rows) if row[0] in wanted)]) + "\n"
            write_if_changed(self.work / file, text.encode())
        by_run = {run: [row for row in rows if row[0] == run] for run in runs}
        parts = {"": [run for run in runs if run not in back], "held": [run for run in runs if run in back]}
        unit = {part: numpy.array([[float(by_run[run][0][column[name]]) for name in inputs] for run in some]) for part, some in parts.items()}
        unit = {part: (values - ranges[:, 0]) / (ranges[:, 1] - ranges[:, 0]) for part, values in unit.items()}
        for output in self.outputs:
            curves = {part: numpy.array([[float(row[column[output]]) for row in by_run[run]] for run in some]) for part, some in parts.items()}
            save_once(self.work / f"{output}.npz", unit=unit[""], values=curves[""], points=unit["held"], truth=curves["held"])

    def own_spec(self, family):
        spec = json.loads(json.dumps(self.template))
        for model in spec["models"]:
            if family != "auto":
                model["family"] = family
        spec.pop("validation")
        spec["conformance"] = 2
        return spec
