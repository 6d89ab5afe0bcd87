// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the runs of the Eastfield twin: 160 to fit and 160 to validate, a row for each quarter of an hour.
#include "design.h"

#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fputs("usage: eastfield-runs RUNS.csv\n", stderr);
        return 2;
    }
    std::FILE* file = std::fopen(argv[1], "w");
    if (!file) {
        std::perror(argv[1]);
        return 1;
    }
    std::fputs("run,set,q_in,t_amb,age,n,time,p_fail,t_bearing\n", file);
    int run = 0;
    for (const eastfield::Conditions& conditions : eastfield::makeDesign(320)) {
        const eastfield::Day day = eastfield::simulate(conditions);
        const char* set = run++ % 2 == 0 ? "training" : "validation";
        for (int point = 0; point < eastfield::dayPoints; ++point)
            std::fprintf(file, "%d,%s,%.1f,%.2f,%.0f,%.0f,%.2f,%.8g,%.6g\n", run, set, conditions.flow,
                         conditions.ambient, conditions.age, conditions.pumps, eastfield::clockHour(point),
                         day.failureProbability[point], day.bearingTemperature[point]);
    }
    const bool failed = std::ferror(file) != 0;
    if (std::fclose(file) != 0 || failed) {
        std::perror(argv[1]);
        return 1;
    }
    return 0;
}
