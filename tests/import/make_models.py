#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the ONNX files of these tests into models/ and hostile/. `make_figures.js` then asks onnxruntime-node
what the sound ones answer. Only after a change of either: the files are kept in the repository."""
import pathlib
import random

from onnx_writer import DOUBLE, FLOAT, INT64, attribute, graph, model, node, tensor, text, value, varint, whole

HERE = pathlib.Path(__file__).parent
RANDOM = random.Random(5)


def numbers(count, size=0.6, centre=0.0):
    return [centre + RANDOM.uniform(-size, size) for _ in range(count)]


def dense(tensors, name, depth, width, kind=FLOAT, raw=True):
    tensors.append(tensor(name + ".w", [width, depth], numbers(width * depth), kind, raw))
    tensors.append(tensor(name + ".b", [width], numbers(width), kind, raw))
    return name + ".w", name + ".b"


def save(name, content):
    (HERE / "models" / (name + ".onnx")).write_bytes(content)


def hostile(name, content):
    (HERE / "hostile" / (name + ".onnx")).write_bytes(content)


def layers(activations, opset, kind=FLOAT, raw=True, domains=(), domain_of=None, **attributes):
    """x -> Gemm -> each activation with a Gemm behind it -> y."""
    tensors, nodes, width = [], [], 3
    w, b = dense(tensors, "first", 3, 7, kind, raw)
    nodes.append(node("Gemm", ["x", w, b], ["h0"], transB=1))
    for i, activation in enumerate(activations):
        own = attributes.get(activation, {})
        nodes.append(node(activation, ["h%d" % i], ["a%d" % i], domain=(domain_of or {}).get(activation, ""), **own))
        last = i + 1 == len(activations)
        w, b = dense(tensors, "layer%d" % i, 7, 2 if last else 7, kind, raw)
        nodes.append(node("Gemm", ["a%d" % i, w, b], ["y" if last else "h%d" % (i + 1)], transB=1))
    return model(opset, graph(nodes, tensors, [value("x", ["N", 3], kind)], [value("y", ["N", 2], kind)]), domains)


def activations():
    save("relu-tanh-sigmoid", layers(["Relu", "Tanh", "Sigmoid"], 9))
    save("leaky-softplus-elu", layers(["LeakyRelu", "Softplus", "Elu"], 13, LeakyRelu={"alpha": 0.2}, Elu={"alpha": 1.5}))
    save("float64", layers(["Tanh", "Sigmoid", "Relu"], 15, DOUBLE))
    save("typed-data", layers(["Tanh", "Relu"], 11, raw=False))
    save("gelu-microsoft", layers(["Gelu", "FastGelu"], 17, domains=["com.microsoft"],
                                  domain_of={"Gelu": "com.microsoft", "FastGelu": "com.microsoft"}))
    save("gelu-default", layers(["Gelu"], 20))
    save("gelu-tanh", layers(["Gelu"], 20, Gelu={"approximate": "tanh"}))


def normalisations():
    tensors, nodes = [], []
    w, b = dense(tensors, "first", 3, 8)
    for name, centre in (("scale", 1.0), ("shift", 0.0), ("mean", 0.1), ("var", 1.2)):
        tensors.append(tensor(name, [8], numbers(8, 0.3, centre)))
    tensors += [tensor("ln.w", [8], numbers(8, 0.5, 1.0)), tensor("ln.b", [8], numbers(8))]
    tensors.append(tensor("last", [8, 2], numbers(16)))
    nodes += [
        node("Gemm", ["x", w, b], ["h"], transB=1, alpha=0.7, beta=1.3),
        node("BatchNormalization", ["h", "scale", "shift", "mean", "var"], ["bn"], epsilon=1e-3),
        node("Tanh", ["bn"], ["t"]),
        node("LayerNormalization", ["t", "ln.w", "ln.b"], ["ln"], axis=-1, epsilon=1e-4),
        node("MatMul", ["ln", "last"], ["y"]),
    ]
    save("normalisations", model(17, graph(nodes, tensors, [value("x", ["N", 3])], [value("y", ["N", 2])])))
    nodes[3] = node("Identity", ["t"], ["ln"])
    nodes.insert(0, node("BatchNormalization", ["x", "s3", "b3", "m3", "v3"], ["xn"]))
    nodes[1] = node("Gemm", ["xn", w, b], ["h"], transB=1)
    for name, centre in (("s3", 1.0), ("b3", 0.0), ("m3", 0.1), ("v3", 1.2)):
        tensors.append(tensor(name, [3], numbers(3, 0.3, centre)))
    save("batch-norm-first", model(9, graph(nodes, tensors, [value("x", ["N", 3])], [value("y", ["N", 2])])))


def shapes():
    tensors = [
        tensor("target", [3], [0, 2, 3], INT64), tensor("back", [2], [-1, 6], INT64),
        tensor("row", [3], numbers(3)), tensor("column", [1, 2, 1], numbers(2, 0.5, 1.5)),
        tensor("w", [3, 3], numbers(9)),
        tensor("least", [], [-0.8]), tensor("most", [], [0.9]), tensor("last", [12, 2], numbers(24)),
    ]
    nodes = [
        node("Reshape", ["x", "target"], ["r"]),
        node("Add", ["r", "row"], ["s"]),
        node("Div", ["s", "column"], ["d"]),
        node("MatMul", ["d", "w"], ["m"]),
        node("Clip", ["m", "least", "most"], ["c"]),
        node("Sub", ["row", "c"], ["u"]),
        node("Concat", ["u", "d"], ["j"], axis=-1),
        node("Flatten", ["j"], ["f"]),
        node("MatMul", ["f", "last"], ["y"]),
    ]
    save("shapes", model(13, graph(nodes, tensors, [value("x", ["N", 6])], [value("y", ["N", 2])])))

    tensors = [tensor("one", [2, 3], numbers(6)), tensor("two", [3], numbers(3)), tensor("w", [5, 4], numbers(20))]
    nodes = [  # nodes in an order that is none, constants that are computed, a branch and a sum
        node("Add", ["t", "g"], ["y"]),
        node("Tanh", ["p"], ["t"]),
        node("Mul", ["folded", "two"], ["wide"]),
        node("Add", ["one", "two"], ["folded"]),
        node("Concat", ["a", "b"], ["ab"], axis=1),
        node("MatMul", ["ab", "w"], ["p"]),
        node("Mul", ["p", "p"], ["q"]),
        node("Div", ["q", "r"], ["g"]),
        node("Softplus", ["p"], ["r"]),
        node("MatMul", ["x", "wide"], ["b"]),
        node("Constant", [], ["half"], value=tensor("", [], [0.5])),
        node("Sub", ["z", "half"], ["a"]),
    ]
    save("branches", model(12, graph(nodes, tensors, [value("z", ["N", 2]), value("x", ["N", 2])],
                                     [value("y", ["N", 4]), value("r", ["N", 4])])))
    nodes = [
        node("Clip", ["x"], ["c"], min=-0.25, max=0.5),
        node("Sub", ["c", "x"], ["d"]),
        node("Concat", ["d", "fixed"], ["y"], axis=1),
    ]
    fixed = tensor("fixed", [1, 2], [0.25, -4.0])
    save("clip-old", model(9, graph(nodes, [fixed], [value("x", [1, 3])], [value("y", [1, 5])])))


def hostiles():
    tensors = []
    w, b = dense(tensors, "first", 3, 2)
    gemm = node("Gemm", ["x", w, b], ["y"], "fc1", transB=1)
    x, y = [value("x", ["N", 3])], [value("y", ["N", 2])]
    sound = model(13, graph([gemm], tensors, x, y))
    save("gemm", sound)
    hostile("cycle", model(13, graph([node("Add", ["x", "b"], ["a"], "first"), node("Tanh", ["a"], ["b"], "second"),
                                      node("Tanh", ["b"], ["y"])], [], x, y)))
    huge = whole(1, 1 << 15) + whole(1, 1 << 14) + whole(2, FLOAT) + text(9, b"\0" * 12) + text(8, "first.w")
    hostile("two-gigabytes", model(13, graph([gemm], [huge, tensors[1]], x, y)))
    hostile("shape-overflow", model(13, graph([gemm], [whole(1, 1 << 40) * 2 + whole(2, FLOAT) + text(8, "first.w"), tensors[1]], x, y)))
    hostile("short-tensor", model(13, graph([gemm], [tensor("first.w", [2, 3], [1, 2, 3, 4, 5]), tensors[1]], x, y)))
    hostile("negative-shape", model(13, graph([gemm], [tensor("first.w", [-2, 3], []), tensors[1]], x, y)))
    hostile("external", model(13, graph([gemm], [whole(1, 2) + whole(1, 3) + whole(2, FLOAT) + text(8, "first.w")
                                                 + text(13, text(1, "location") + text(2, "/etc/passwd")) + whole(14, 1), tensors[1]], x, y)))
    hostile("lying-length", sound[:20] + varint(1 << 30) + sound[22:])
    hostile("cut-off", sound[: len(sound) * 2 // 3])
    nested = b""
    for _ in range(3000):
        nested = text(6, nested) if len(nested) < 6000 else nested
    hostile("deep", model(13, graph([gemm + text(5, text(1, "body") + nested), node("If", ["x"], ["z"], "branch")], tensors, x, y)))
    hostile("missing-weights", model(13, graph([gemm], tensors[1:], x, y)))
    hostile("unknown-operator", model(13, graph([node("Conv", ["x", w], ["y"], "conv1")], tensors, x, y)))
    hostile("foreign-domain", model(13, graph([node("Relu", ["x"], ["y"], "r", "evil.example")], [], x, [value("y", ["N", 3])])))
    hostile("old-opset", model(8, graph([gemm], tensors, x, y)))
    hostile("new-opset", model(23, graph([gemm], tensors, x, y)))
    hostile("gelu-too-early", layers(["Gelu"], 18))
    hostile("half-floats", model(13, graph([gemm], [whole(1, 2) + whole(2, 10) + text(9, b"\0" * 4) + text(8, "first.w"), tensors[1]], x, y)))
    hostile("integers-in", model(13, graph([gemm], tensors, [value("x", ["N", 3], INT64)], y)))
    hostile("no-batch", model(13, graph([gemm], tensors, [value("x", [3])], y)))
    hostile("open-shape", model(13, graph([gemm], tensors, [value("x", ["N", "M"])], y)))
    hostile("misfit", model(13, graph([gemm], tensors, [value("x", ["N", 4])], y)))
    hostile("batch-mixed", model(13, graph([node("Concat", ["x", "x"], ["y"], "joined", axis=0)], [], x, [value("y", ["N", 3])])))
    hostile("not-finite", model(13, graph([gemm], [tensor("first.w", [2, 3], [float("nan")] * 6), tensors[1]], x, y)))
    hostile("by-zero", model(13, graph([node("Div", ["x", "zero"], ["y"])], [tensor("zero", [], [0.0])], x, [value("y", ["N", 3])])))
    hostile("two-producers", model(13, graph([gemm, node("Relu", ["x"], ["y"])], tensors, x, y)))
    hostile("no-graph", whole(1, 8) + text(8, text(1, "") + whole(2, 13)))
    hostile("text", b"this is no model at all\n")
    hostile("empty", b"")
    hostile("clip-by-attributes", layers(["Clip"], 13, Clip={"min": -1.0, "max": 1.0}))
    hostile("misspelt-attribute", layers(["LeakyRelu"], 13, LeakyRelu={"alhpa": 0.3}))
    hostile("whole-slope", layers(["LeakyRelu"], 13, LeakyRelu={"alpha": 1}))
    hostile("second-result", model(13, graph([node("Relu", ["x"], ["h", "m"]), node("Gemm", ["m", w, b], ["y"], "fc1", transB=1)], tensors, x, y)))
    hostile("spread", model(13, graph([node("Add", ["x", "big"], ["y"], "spread")], [tensor("big", [5, 1], [0.0] * 5)], x, y)))


if __name__ == "__main__":
    for folder in ("models", "hostile"):
        (HERE / folder).mkdir(exist_ok=True)
        for old in (HERE / folder).glob("*.onnx"):
            old.unlink()
    activations()
    normalisations()
    shapes()
    hostiles()
