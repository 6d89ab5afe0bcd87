# SPDX-License-Identifier: GPL-3.0-or-later
"""Formulas: a table of rows through a loaded package against Python's eval and numpy, single calls against muParser."""
import numpy
from contest import Case, Own, PythonPeer, Timed, load, save

rows = 100000
some = 1000  # for Python's own
texts = {"arithmetic": "x * y + 0.5 * z - (x - z) / (2 + y * y)", "functions": "exp(-0.1 * x) * sin(y) + z"}


def prepare(work, tools):
    save(work / "points.f64", numpy.random.default_rng(3).uniform(-10, 10, (rows, 3)))


def python_rows(work, text):
    import math
    points = load(work / "points.f64", -1, 3)
    code = compile(text, "formula", "eval")
    names = {"exp": math.exp, "sin": math.sin}

    def answers(points):
        given = []
        for x, y, z in points:
            names["x"], names["y"], names["z"] = x, y, z
            given.append(eval(code, names))
        return given

    few = points[:some].tolist()
    return Timed(lambda: answers(few), some, lambda: answers(points.tolist()))


def numpy_rows(work, text):
    x, y, z = numpy.ascontiguousarray(load(work / "points.f64", -1, 3).T)
    code = compile(text, "formula", "eval")
    names = {"exp": numpy.exp, "sin": numpy.sin, "x": x, "y": y, "z": z}
    return Timed(lambda: eval(code, names), rows, lambda: eval(code, names))


def python_arithmetic(work, threads):
    return python_rows(work, texts["arithmetic"])


def python_functions(work, threads):
    return python_rows(work, texts["functions"])


def numpy_arithmetic(work, threads):
    return numpy_rows(work, texts["arithmetic"])


def numpy_functions(work, threads):
    return numpy_rows(work, texts["functions"])


def bulk(kind, python, by_numpy):
    return Case(f"expression-{kind}", f"{texts[kind]}: {rows:,} rows of a loaded package", "row", prepare,
                Own(f"expression_{kind}"),
                [PythonPeer("Python", python, goal=30, threads=[1]), PythonPeer("numpy", by_numpy, goal=1, threads=[1])])


def one(kind):
    return Case(f"expression-one-{kind}", f"{texts[kind]}: one call", "call", prepare, Own(f"expression_one_{kind}"),
                [Own(f"muparser_{kind}", "muParser", goal=1)])


cases = [bulk("arithmetic", python_arithmetic, numpy_arithmetic), bulk("functions", python_functions, numpy_functions),
         one("arithmetic"), one("functions")]
