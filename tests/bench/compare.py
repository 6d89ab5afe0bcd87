#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""compare.py BUILD [CASE...] [--page] [--list] [--rounds N]: ours beside its peers, each ratio of medians over interleaved runs.

How a case is added:
 1. cases/NAME.py: `case = Case(...)` (contest.py says what each field is), with prepare(), which writes the input files that ours
    and the peers read, and a setup function for each peer. One line for it in cases/__init__.py.
 2. Ours: a function `void name(benchmark::State&)` in a bench_*.cpp, one line for it in bench_cases.h. It sets up in a
    `static` local (Google Benchmark calls it several times), reads its inputs with bench::numbers() from the case's folder, calls
    SetItemsProcessed, and gives its answers to bench::answer().
 3. packaging/dev bench NAME; with --page the figures go into BENCHMARKS.md.
A peer that cannot be imported is reported as absent. OPENBLAS_CORETYPE is set for the peers and printed. Only on a quiet machine
do the figures mean anything."""
import argparse
import statistics
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import contenders
import contest
import page
from cases import cases


def tell(*words):
    print(*words, flush=True)


def start_peers(case, work, tools):
    """(peer, contender or None, words on threads or why it is absent)."""
    started = []
    for peer in case.peers:
        try:
            if isinstance(peer, contest.Own):
                started.append((peer, contenders.OwnBenchmark(peer, work, tools), ""))
                continue
            worker, tried = contenders.choose_threads(case, peer, work)
            words = ", ".join(f"{threads}: {page.seconds(seconds)}" for seconds, threads in tried)
            started.append((peer, worker, f"{worker.threads} threads (tried {words})"))
        except contenders.Absent as absent:
            started.append((peer, None, f"peer absent: {absent}"))
    return started


def threads_of(worker):
    return f" ({worker.threads} threads)" if worker.threads else ""


def compared(case, ours, theirs):
    if ours is None or theirs is None:
        return "-"
    value = case.difference(ours, theirs)
    return f"{value:.1e}" if isinstance(value, float) else str(value)


def contest_of(case, tools, rounds):
    work = tools.build / "bench" / case.name
    work.mkdir(parents=True, exist_ok=True)
    case.prepare(work, tools)
    ours = contenders.OwnBenchmark(case.ours, work, tools)
    peers = start_peers(case, work, tools)
    present = [worker for _, worker, _ in peers if worker]
    times = {id(each): [] for each in [ours, *present]}
    answers = {}
    try:
        for _ in range(rounds or case.rounds):
            for each in [ours, *present]:
                times[id(each)].append(each.time(case.seconds))
                if id(each) not in answers:
                    answers[id(each)] = each.answers()
    finally:
        for each in present:
            each.close()
    mine = statistics.median(times[id(ours)])
    tell(f"\n{case.name}: {case.words}, a {case.unit}")
    tell(f"  {case.ours.label:24} {page.seconds(mine):>9}")
    rows = []
    for peer, worker, words in peers:
        aim = f"{peer.goal:g}" if peer.goal else "-"
        if worker is None:
            tell(f"  {peer.label:24} {words}")
            rows.append([case.name, page.seconds(mine), peer.label, "peer absent", "-", aim, "-"])
            continue
        theirs = statistics.median(times[id(worker)])
        difference = compared(case, answers[id(ours)], answers[id(worker)])
        tell(f"  {peer.label:24} {page.seconds(theirs):>9}  ratio {theirs / mine:.3g} (aim {aim}), difference {difference}; {words}")
        rows.append([case.name, page.seconds(mine), peer.label, f"{page.seconds(theirs)}{threads_of(worker)}", f"{theirs / mine:.3g}", aim, difference])
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=Path)
    parser.add_argument("case", nargs="*")
    parser.add_argument("--page", action="store_true", help="write the figures into BENCHMARKS.md")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--rounds", type=int)
    arguments = parser.parse_args()
    unknown = set(arguments.case) - {case.name for case in cases}
    if unknown:
        parser.error(f"there is no case {', '.join(sorted(unknown))}; --list shows all")
    if arguments.list:
        for case in cases:
            tell(f"{case.name:28} {case.words}")
        return 0
    tools = contest.Tools(arguments.build.resolve(), Path(__file__).resolve().parents[2])
    ours, library = tools.build / "tests" / "bench_models", tools.build / "runtime" / "libtwin_runtime.a"
    if not ours.exists():
        parser.error(f"{ours} is not built: libbenchmark-dev, then `packaging/dev bench`")
    if library.exists() and library.stat().st_mtime > ours.stat().st_mtime:
        parser.error(f"{ours} is older than the library that it measures: `packaging/dev bench` builds it")
    tell(page.machine())
    rows, broken = [], []
    for case in cases:
        if arguments.case and case.name not in arguments.case:
            continue
        try:
            rows += contest_of(case, tools, arguments.rounds)
        except Exception as failure:  # one case that cannot be measured must not take the others with it
            tell(f"\n{case.name}: {type(failure).__name__}: {failure}")
            broken.append(case.name)
    if arguments.page:
        page.write(tools.source / "BENCHMARKS.md", cases, rows)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
