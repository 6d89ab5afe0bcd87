# SPDX-License-Identifier: GPL-3.0-or-later
"""peer_worker.py MODULE SETUP WORK: sets a peer up and answers lines of JSON on standard input with lines of JSON on standard
output. At first {} or {"absent": WHY}. {"time": S} runs it for S seconds, once at least: {"seconds": A_RUN}.
{"answers": FILE} writes its answers as float64: {"given": true}, or false where there are none. {"failed": WHY} is an error."""
import importlib
import json
import os
import sys
import time
from pathlib import Path

import numpy

import contest

lines = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # what a peer prints is no answer


def say(**answer):
    print(json.dumps(answer), file=lines, flush=True)


def measure(timed, least):
    runs, elapsed, batch = 0, 0.0, 1
    while True:
        start = time.perf_counter()
        for _ in range(batch):
            timed.run()
        took = time.perf_counter() - start
        elapsed += took
        runs += batch
        if elapsed >= least:
            return elapsed / (runs * timed.items)
        if took < least / 20:
            batch *= 2  # so that the clock's own time does not count


def main():
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    setup = getattr(importlib.import_module(sys.argv[1]), sys.argv[2])
    threads = int(os.environ.get("BENCH_THREADS", "1"))
    try:
        timed = setup(Path(sys.argv[3]), threads)
    except ImportError as missing:
        return say(absent=str(missing))
    if "openturns" in sys.modules:
        sys.modules["openturns"].TBB.SetThreadsNumber(threads)
    say()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if "time" in request:
                say(seconds=measure(timed, request["time"]))
            elif timed.answers:
                contest.save(request["answers"], numpy.asarray(timed.answers(), dtype=float))
                say(given=True)
            else:
                say(given=False)
        except Exception as failure:  # the peer's own: reported, and the next case goes on
            say(failed=f"{type(failure).__name__}: {failure}")


main()
