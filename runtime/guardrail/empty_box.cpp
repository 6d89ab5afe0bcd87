// SPDX-License-Identifier: GPL-3.0-or-later
#include "guardrail/empty_box.h"

#include <algorithm>
#include <utility>

namespace twin {

namespace {

std::vector<std::size_t> inOrderOf(const InputMargin& margin, std::span<const std::size_t> runs)
{
    std::vector<std::size_t> order(runs.begin(), runs.end());
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::pair(margin.position[a], a) < std::pair(margin.position[b], b);
    });
    return order;
}

/// One run as seen from another: how the box around the other shrinks when it must not hold this one.
struct Step
{
    double left = 0, right = 1, reach = 1;
};

/// The sides of the widest strip around a run as it grows upwards (or downwards) in y: one step each time
/// that a run narrows it.
std::vector<Step> stairs(const InputMargin& x, const InputMargin& y, std::size_t self,
                         std::span<const std::size_t> byY, bool upwards)
{
    std::vector<Step> steps;
    Step step;
    const double here = y.position[self];
    const auto take = [&](std::size_t run) {
        if (run == self)
            return;
        const double at = x.position[run];
        if (at <= step.left || at >= step.right)
            return;
        step.reach = y.position[run];
        steps.push_back(step);
        (at > x.position[self] || (at == x.position[self] && run > self) ? step.right : step.left) = at;
    };
    if (upwards) {
        for (const std::size_t run : byY) {
            if (y.position[run] > here)
                take(run);
        }
    } else {
        for (auto run = byY.rbegin(); run != byY.rend(); ++run) {
            if (y.position[*run] < here)
                take(*run);
        }
    }
    step.reach = upwards ? 1 : 0;
    steps.push_back(step);
    return steps;
}

} // namespace

double edge(const InputMargin& margin, std::size_t run, double otherwise)
{
    return run == RunBox::open ? otherwise : margin.position[run];
}

double share(const InputMargin& x, const InputMargin& y, const RunBox& box)
{
    return (edge(x, box.right, 1) - edge(x, box.left, 0)) * (edge(y, box.top, 1) - edge(y, box.bottom, 0));
}

void visitMaximalBoxes(const InputMargin& x, const InputMargin& y, std::span<const std::size_t> runs,
                       const RunBox& outer, const std::function<void(const RunBox&)>& visit)
{
    const std::vector<std::size_t> byX = inOrderOf(x, runs);
    const auto narrow = [&](RunBox& box, std::size_t run, std::size_t side) {
        const double at = y.position[run];
        if (at <= edge(y, box.bottom, 0) || at >= edge(y, box.top, 1))
            return false;
        (at > y.position[side] ? box.top : box.bottom) = run;
        return true;
    };
    for (std::size_t i = 0; i < byX.size(); ++i) {
        RunBox box{byX[i], outer.right, outer.bottom, outer.top};
        bool closed = false;
        for (std::size_t j = i + 1; j < byX.size() && !closed; ++j) {
            if (x.position[byX[j]] == x.position[byX[i]])
                continue;
            RunBox found = box;
            found.right = byX[j];
            if (!narrow(box, byX[j], byX[i]))
                continue;
            visit(found);
            closed = y.position[byX[j]] == y.position[byX[i]];
        }
        if (!closed)
            visit(box);

        RunBox mirrored{outer.left, byX[i], outer.bottom, outer.top};
        closed = false;
        for (std::size_t j = i; j-- > 0 && !closed;) {
            if (x.position[byX[j]] != x.position[byX[i]] && narrow(mirrored, byX[j], byX[i]))
                closed = y.position[byX[j]] == y.position[byX[i]];
        }
        if (!closed)
            visit(mirrored);
    }
    std::size_t before = outer.bottom;
    for (const std::size_t run : inOrderOf(y, runs)) {
        visit(RunBox{outer.left, outer.right, before, run});
        before = run;
    }
    visit(RunBox{outer.left, outer.right, before, outer.top});
}

std::vector<double> largestBoxesAround(const InputMargin& x, const InputMargin& y,
                                       std::span<const std::size_t> runs)
{
    const std::vector<std::size_t> byY = inOrderOf(y, runs);
    std::vector<double> largest;
    for (const std::size_t run : runs) {
        double mine = 0;
        const std::vector<Step> up = stairs(x, y, run, byY, true);
        const std::vector<Step> down = stairs(x, y, run, byY, false);
        for (const Step& above : up) {
            for (const Step& under : down) {
                const double width = std::min(above.right, under.right) - std::max(above.left, under.left);
                mine = std::max(mine, width * (above.reach - under.reach));
            }
        }
        largest.push_back(mine);
    }
    return largest;
}

} // namespace twin
