# SPDX-License-Identifier: GPL-3.0-or-later
"""The processes that are measured. Each: time(seconds) -> seconds an item; answers() -> array or None."""
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy

import contest

here = Path(__file__).resolve().parent


class Absent(Exception):
    """The peer is not on this machine."""


class OwnBenchmark:
    """One process of bench_models a measurement."""

    def __init__(self, own, work, tools):
        self.own, self.work = own, work
        self.program = tools.build / "tests" / "bench_models"
        self.threads = None

    def time(self, seconds):
        environment = dict(os.environ, TWINWRIGHT_BENCH_WORK=str(self.work), **self.own.environment)
        done = subprocess.run(
            [self.program, f"--benchmark_filter=^{self.own.benchmark}(/.*)?$", f"--benchmark_min_time={seconds}",
             "--benchmark_format=json"], env=environment, capture_output=True, text=True, check=False)
        rows = json.loads(done.stdout)["benchmarks"] if done.returncode == 0 and done.stdout else []
        if not rows or rows[0].get("error_occurred"):
            raise RuntimeError(f"{self.own.benchmark}: {rows[0]['error_message'] if rows else done.stderr.strip()}")
        if "items_per_second" in rows[0]:
            return 1 / rows[0]["items_per_second"]
        return rows[0]["real_time"] * {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1}[rows[0]["time_unit"]]

    def answers(self):
        path = self.work / f"{self.own.benchmark}.f64"
        return contest.load(path) if path.exists() else None

    def close(self):
        pass


class Worker:
    """A peer's process that stays: it is set up once and then measured in each round."""

    def __init__(self, command, environment, threads, work):
        self.threads, self.work = threads, work
        self.process = subprocess.Popen(command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            self.read()
        except Exception:
            self.close()
            raise

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the peer's process ended with status {self.process.wait()}")
        answer = json.loads(line)
        if "absent" in answer:
            raise Absent(answer["absent"])
        if "failed" in answer:
            raise RuntimeError(answer["failed"])
        return answer

    def ask(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return self.read()

    def time(self, seconds):
        return self.ask(time=seconds)["seconds"]

    def answers(self):
        path = self.work / f"peer-{self.process.pid}.f64"
        if not self.ask(answers=str(path))["given"]:
            return None
        values = numpy.fromfile(path, dtype="<f8")
        path.unlink()
        return values

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def peer_environment(threads):
    number = str(threads)
    environment = dict(os.environ, OPENBLAS_NUM_THREADS=number, OMP_NUM_THREADS=number, BENCH_THREADS=number,
                       PYTHONDONTWRITEBYTECODE="1")
    if contest.core_type():
        environment["OPENBLAS_CORETYPE"] = contest.core_type()
    return environment


def python_worker(case, peer, work, threads):
    command = [sys.executable, here / "peer_worker.py", peer.setup.__module__, peer.setup.__name__, work]
    return Worker([str(part) for part in command], peer_environment(threads), threads, work)


def node_worker(case, peer, work, threads):
    if not shutil.which("node"):
        raise Absent("node is not installed")
    modules = work.parent / "node"
    environment = dict(peer_environment(threads), NODE_PATH=str(modules / "node_modules"))
    for package in peer.packages:
        if (modules / "node_modules" / package.rsplit("@", 1)[0]).exists():
            continue
        modules.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", modules, package],
                              capture_output=True, text=True, check=False) if shutil.which("npm") else None
        if done is None or done.returncode != 0:
            raise Absent(f"{package} could not be installed by npm")
    return Worker(["node", str(here / "cases" / peer.script), str(work)], environment, threads, work)


def choose_threads(case, peer, work):
    """The peer at its best number of threads, and the text of what was tried."""
    if isinstance(peer, contest.PythonPeer):
        start = python_worker
    else:
        start = node_worker
    wanted = peer.threads or sorted({1, *(n for n in (2, 4, 8, 16, 32) if n <= contest.cores()), contest.cores()})
    best, tried = None, []
    for threads in wanted:
        worker = start(case, peer, work, threads)
        try:
            worker.time(0)  # warm
            seconds = min(worker.time(case.seconds / 2) for _ in range(2))
        except Exception:
            worker.close()
            raise
        tried.append((seconds, threads))
        if best is None or seconds < best[0]:
            if best is not None:
                best[1].close()
            best = (seconds, worker)
        else:
            worker.close()
    return best[1], tried
