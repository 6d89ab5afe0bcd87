# SPDX-License-Identifier: GPL-3.0-or-later
"""What a case of the benchmarks is made of. How to add one: the head of compare.py."""
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Optional

import numpy


@dataclass
class Own:
    """A benchmark of ours, by its name in bench_cases.h; as a peer it is what another of ours is measured against."""
    benchmark: str
    label: str = "Twinwright"
    environment: dict = field(default_factory=dict)
    goal: Optional[float] = None


@dataclass
class PythonPeer:
    """A peer in Python. `setup(work, threads)` gives a Timed; it alone imports the peer, so that an absent one is no error."""
    label: str
    setup: Callable
    goal: Optional[float] = None
    threads: Optional[list] = None  # the numbers of threads to try; 1, 2, 4 ... up to the processor's when not given


@dataclass
class NodePeer:
    """A peer under node: `script` beside the cases, given the case's folder as argument and the packages by NODE_PATH. It speaks
    the lines of peer_worker.py."""
    label: str
    script: str
    packages: list = field(default_factory=list)  # of npm, with versions; installed without running their scripts
    goal: Optional[float] = None
    threads: Optional[list] = None


@dataclass
class Timed:
    """What a Python peer is measured by: one run, the items (points, fits) in it, and its answers to what ours answers."""
    run: Callable
    items: int = 1
    answers: Optional[Callable] = None


@dataclass
class Tools:
    """What prepare() may use."""
    build: Path
    source: Path

    @property
    def xdt(self):
        return self.build / "bin" / "xdt"


def largest_difference(ours, peer):
    """Of two arrays, in parts of the peer's largest value."""
    if ours.shape != peer.shape:
        raise ValueError(f"ours answers {ours.shape} numbers, the peer {peer.shape}")
    return float(numpy.abs(ours - peer).max() / max(numpy.abs(peer).max(), 1e-300))


@dataclass
class Case:
    name: str
    words: str  # one line: what is measured
    unit: str  # what the time is of: "point", "fit"
    prepare: Callable  # (work, tools): writes the input files that everyone reads
    ours: Own
    peers: list
    rounds: int = 5
    seconds: float = 0.2  # the least time of one measurement
    difference: Callable = largest_difference  # (ours, peer) -> number or text


def save(path, values):
    """Numbers as ours reads them: float64, row by row, little-endian, without a header."""
    numpy.ascontiguousarray(values, dtype="<f8").tofile(path)


def load(path, *shape):
    values = numpy.fromfile(path, dtype="<f8")
    return values.reshape(shape) if shape else values


def cores():
    return len(os.sched_getaffinity(0))


def has(*extensions):
    """Whether this machine's processor has all of these instruction sets, by Linux's names."""
    flags = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    return all(f" {extension}" in flags for extension in extensions)


def has_avx512():
    return has("avx512f", "avx512dq")


def plain_goal():
    """How many times the plain build this machine's instruction set is to be."""
    return 4.5 if has_avx512() else 2.7


def core_type():
    """OpenBLAS's name for a processor like this one: left alone, Debian's takes some virtual ones for a Prescott."""
    return "SkylakeX" if has_avx512() else "Haswell" if has("avx2") else None
