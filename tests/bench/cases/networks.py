# SPDX-License-Identifier: GPL-3.0-or-later
"""A multilayer perceptron 6-64-64-64-64-1 with tanh in float32, as an ONNX file: imported by ours, run by onnxruntime-node."""
import json
import subprocess
import sys
from pathlib import Path

import numpy
from contest import Case, NodePeer, Own, save

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "import"))
import onnx_writer  # noqa: E402

inputs, width, layers = 6, 64, 4
packages = ["onnxruntime-node@1.30.0"]


def network(random):
    tensors, nodes, before, depth = [], [], "x", inputs
    for layer in range(layers + 1):
        last = layer == layers
        outputs = 1 if last else width
        weights = random.normal(0, 1 / numpy.sqrt(depth), (outputs, depth))
        tensors.append(onnx_writer.tensor(f"w{layer}", [outputs, depth], weights.ravel().tolist()))
        tensors.append(onnx_writer.tensor(f"b{layer}", [outputs], random.normal(0, 0.1, outputs).tolist()))
        nodes.append(onnx_writer.node("Gemm", [before, f"w{layer}", f"b{layer}"], ["y" if last else f"h{layer}"], transB=1))
        if not last:
            nodes.append(onnx_writer.node("Tanh", [f"h{layer}"], [f"a{layer}"]))
        before, depth = f"a{layer}", width
    x, y = onnx_writer.value("x", ["N", inputs]), onnx_writer.value("y", ["N", 1])
    return onnx_writer.model(17, onnx_writer.graph(nodes, tensors, [x], [y]))


def variable(name, **more):
    return {"name": name, "unit": "1", "type": "real", **more}


def prepare(work, tools, points):
    random = numpy.random.default_rng(17)
    (work / "net.onnx").write_bytes(network(random))
    values = random.uniform(-1, 1, (points, inputs)).astype("<f4").astype("<f8")
    save(work / "points.f64", values)
    ranges = {"start": 0, "physical": [-1, 1], "validated": [-1, 1]}
    contract = {"formatVersion": 1, "id": "bench.network", "version": "1.0.0", "title": "Network",
                "inputs": [variable(f"x{i}", **ranges) for i in range(inputs)], "outputs": [variable("y", nominal=1)]}
    spec = {"contract": contract, "singlePrecision": {"tolerance": 1e-5}}
    (work / "spec.json").write_text(json.dumps(spec))
    command = [tools.xdt, "import", work / "net.onnx", "--spec", work / "spec.json", "-o", work / "net.xdt", "-q"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def prepare_one(work, tools):
    (work / "rows").write_text("1")
    prepare(work, tools, 256)


def prepare_batch(work, tools):
    (work / "rows").write_text("10000")
    prepare(work, tools, 10000)


one_point = Case("network_one_point", "a perceptron of 4 x 64 in float32, one point", "point", prepare_one,
                 Own("network_one_point"),
                 [NodePeer("onnxruntime-node", "networks.js", packages, goal=25)])
batch = Case("network_batch", "the same, 10,000 points on one thread each", "point", prepare_batch,
             Own("network_batch"),
             [NodePeer("onnxruntime-node", "networks.js", packages, goal=1, threads=[1])])
cases = [one_point, batch]
