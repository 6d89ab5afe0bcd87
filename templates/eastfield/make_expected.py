#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes expected.csv: the reference formulas of the Eastfield station, on their own.

The acceptance cases K1, K2 and K3 come first, then points of the validated region that no run of the
design was placed at. Nothing here is shared with the generator of the runs or with the twin.
"""
import csv
import math
import sys

HOURS = [0, 3, 6, 9, 12, 13.75, 15, 18, 21, 24]
CASES = [("K1", 1100, 18, 4800, 3), ("K2", 1300, 33, 4800, 3), ("K3", 1200, 33, 4800, 3)]


def demand(h):
    return 1 + 0.25 * math.sin(2 * math.pi * (h - 5) / 24) + 0.15 * math.sin(4 * math.pi * (h - 5) / 24)


def bearing(q, t_amb, n, h):
    load = q * demand(h) / (500 * n)
    return load, t_amb + 5 * math.sin(2 * math.pi * (h - 9) / 24) + 22 + 12 * load**2


def rate(q, t_amb, n, h):
    load, t = bearing(q, t_amb, n, h)
    return load**3 * 2 ** ((t - 60) / 15)


def failure(q, t_amb, age, n, h):
    steps = round(h / 0.25)
    rates = [rate(q, t_amb, n, 0.25 * i) for i in range(steps + 1)]
    worn = age + 0.25 * (sum(rates) - 0.5 * (rates[0] + rates[-1]) if steps else 0)
    return 1 - math.exp(-((worn / 9000) ** 2.2 - (age / 9000) ** 2.2))


def van_der_corput(i, base):
    value, scale = 0.0, 1.0
    while i:
        scale /= base
        i, digit = divmod(i, base)
        value += digit * scale
    return value


def more_cases(count):
    cases, i = [], 0
    while len(cases) < count:
        i += 1
        q = round(420 + 1130 * van_der_corput(i, 2))
        t_amb = round(1 + 36 * van_der_corput(i, 3), 1)
        age = round(100 + 5800 * van_der_corput(i, 5))
        n = 2 + i % 2
        if q * 1.3464 / n <= 700 and not (q > 1500 and t_amb > 33):
            cases.append(("V%d" % (len(cases) + 1), q, t_amb, age, n))
    return cases


def main():
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["case", "q_in", "t_amb", "age", "n", "time", "p_fail", "t_bearing"])
    for name, q, t_amb, age, n in CASES + more_cases(27):
        for h in HOURS:
            p = failure(q, t_amb, age, n, h)
            out.writerow([name, q, t_amb, age, n, h, "%.8g" % p, "%.6g" % bearing(q, t_amb, n, h)[1]])


if __name__ == "__main__":
    main()
