// SPDX-License-Identifier: GPL-3.0-or-later
#include "guardrail/empty_region.h"

#include "contract/contract.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace twin {

namespace {

/// Never flag a box in which chance alone leaves no run one time in twenty: exp(-3).
constexpr double smallestThreshold = 3;
/// The share of runs whose own box, when they are left out, must not be flagged, and the margin on top.
constexpr double ordinaryShare = 0.9;
constexpr double margin = 1.1;
constexpr std::size_t mostLevels = 20;
constexpr std::size_t mostPaired = 40; ///< inputs, that their pairs stay few
constexpr std::size_t mostRegions = 400;

/// One input of all runs, measured in shares of runs: `position` is in 0..1 and the share of an interval is
/// its length.
struct Margin
{
    bool byLevel = false;
    std::vector<double> values;     ///< sorted, distinct
    std::vector<double> below;      ///< share of runs below each value
    std::vector<std::size_t> rank;  ///< of each run, into values
    std::vector<double> position;   ///< of each run: the middle of its value's share
    double lowest = 0, highest = 0; ///< of the validated range

    std::size_t levels() const { return values.size(); }
    double above(std::size_t level) const { return level + 1 < below.size() ? below[level + 1] : 1.0; }
    /// The value at the border between two levels, or the range's end.
    double levelEdge(std::size_t level) const
    {
        if (level == 0)
            return lowest;
        return level >= values.size() ? highest : (values[level - 1] + values[level]) / 2;
    }
};

Margin makeMargin(const Variable& input, std::span<const double> runs, std::size_t column, std::size_t width)
{
    const std::size_t count = runs.size() / width;
    Margin result;
    for (std::size_t run = 0; run < count; ++run)
        result.values.push_back(runs[run * width + column]);
    const Range ends = coveredRange(input, result.values);
    result.lowest = ends.minimum;
    result.highest = ends.maximum;
    const std::vector<double> all = result.values;
    std::sort(result.values.begin(), result.values.end());
    std::vector<double> sorted = result.values;
    result.values.erase(std::unique(result.values.begin(), result.values.end()), result.values.end());
    for (const double value : result.values) {
        const auto first = std::lower_bound(sorted.begin(), sorted.end(), value);
        result.below.push_back(static_cast<double>(first - sorted.begin()) / static_cast<double>(count));
    }
    const bool few = result.levels() <= mostLevels;
    result.byLevel = few && (input.type != VariableType::Real || 4 * result.levels() <= count);
    for (const double value : all) {
        const auto at = std::lower_bound(result.values.begin(), result.values.end(), value);
        result.rank.push_back(static_cast<std::size_t>(at - result.values.begin()));
        const std::size_t rank = result.rank.back();
        result.position.push_back((result.below[rank] + result.above(rank)) / 2);
    }
    return result;
}

/// A box in shares of runs, with the runs that bound it (npos: the range's end).
struct Box
{
    static constexpr std::size_t open = static_cast<std::size_t>(-1);
    std::size_t left = open, right = open, bottom = open, top = open;
};

double edge(const Margin& margin_, std::size_t run, double otherwise)
{
    return run == Box::open ? otherwise : margin_.position[run];
}

double share(const Margin& x, const Margin& y, const Box& box)
{
    return (edge(x, box.right, 1) - edge(x, box.left, 0)) * (edge(y, box.top, 1) - edge(y, box.bottom, 0));
}

/// Visits the maximal empty boxes of the runs' projection on two inputs. Quadratic in the runs: from each
/// left side the box is swept to the right and narrowed by every run that it meets (Naamad, Lee and Hsu, "On
/// the maximum empty rectangle problem", Discrete Applied Mathematics 8, 1984).
template <class Visit>
void visitMaximalBoxes(const Margin& x, const Margin& y, const Visit& visit)
{
    const std::size_t count = x.position.size();
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::pair(x.position[a], a) < std::pair(x.position[b], b);
    });
    const auto narrow = [&](Box& box, std::size_t run, std::size_t side) {
        const double at = y.position[run];
        if (at <= edge(y, box.bottom, 0) || at >= edge(y, box.top, 1))
            return false;
        (at > y.position[side] ? box.top : box.bottom) = run;
        return true;
    };
    for (std::size_t i = 0; i < count; ++i) {
        Box box{order[i], Box::open, Box::open, Box::open};
        bool closed = false;
        for (std::size_t j = i + 1; j < count && !closed; ++j) {
            if (x.position[order[j]] == x.position[order[i]])
                continue;
            Box found = box;
            found.right = order[j];
            if (!narrow(box, order[j], order[i]))
                continue;
            visit(found);
            closed = y.position[order[j]] == y.position[order[i]];
        }
        if (!closed)
            visit(box);

        Box mirrored{Box::open, order[i], Box::open, Box::open};
        closed = false;
        for (std::size_t j = i; j-- > 0 && !closed;) {
            if (x.position[order[j]] != x.position[order[i]] && narrow(mirrored, order[j], order[i]))
                closed = y.position[order[j]] == y.position[order[i]];
        }
        if (!closed)
            visit(mirrored);
    }
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::pair(y.position[a], a) < std::pair(y.position[b], b);
    });
    std::size_t before = Box::open;
    for (const std::size_t run : order) {
        visit(Box{Box::open, Box::open, before, run});
        before = run;
    }
    visit(Box{Box::open, Box::open, before, Box::open});
}

/// One run as seen from another: how the box around the other shrinks when it must not hold this one.
struct Step
{
    double left = 0, right = 1, reach = 1;
};

/// The sides of the widest strip around a run as it grows upwards (or downwards) in y: one step each time
/// that a run narrows it.
std::vector<Step> stairs(const Margin& x, const Margin& y, std::size_t self, std::span<const std::size_t> byY,
                         bool upwards)
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

/// The share of the largest box that holds one run and no other.
double largestBoxAround(const Margin& x, const Margin& y, std::size_t self, std::span<const std::size_t> byY)
{
    double largest = 0;
    const std::vector<Step> up = stairs(x, y, self, byY, true);
    const std::vector<Step> down = stairs(x, y, self, byY, false);
    for (const Step& above : up) {
        for (const Step& under : down) {
            const double width = std::min(above.right, under.right) - std::max(above.left, under.left);
            largest = std::max(largest, width * (above.reach - under.reach));
        }
    }
    return largest;
}

/// Gaps of a continuous input among the runs of some neighbouring levels of another.
template <class Visit>
void visitLevelGaps(const Margin& x, const Margin& levels, const Visit& visit)
{
    const std::size_t count = x.position.size();
    std::vector<std::size_t> byX(count);
    std::iota(byX.begin(), byX.end(), 0);
    std::sort(byX.begin(), byX.end(),
              [&](std::size_t a, std::size_t b) { return x.position[a] < x.position[b]; });
    for (std::size_t from = 0; from < levels.levels(); ++from) {
        for (std::size_t to = from; to < levels.levels(); ++to) {
            if (to - from + 1 == levels.levels())
                continue;
            std::vector<std::size_t> inside{Box::open};
            for (const std::size_t run : byX) {
                if (levels.rank[run] >= from && levels.rank[run] <= to)
                    inside.push_back(run);
            }
            inside.push_back(Box::open);
            for (std::size_t i = 1; i < inside.size(); ++i)
                visit(from, to, inside, i);
        }
    }
}

class Search
{
  public:
    Search(const Contract& contract, std::span<const double> runs)
    {
        const std::size_t width = contract.inputs.size();
        m_count = static_cast<double>(runs.size() / width);
        for (std::size_t input = 0; input < width; ++input)
            m_margins.push_back(makeMargin(contract.inputs[input], runs, input, width));
    }

    double threshold() const
    {
        std::vector<double> largest(static_cast<std::size_t>(m_count), 0.0);
        for (std::size_t a = 0; a < m_margins.size(); ++a) {
            for (std::size_t b = a + 1; b < std::min(m_margins.size(), mostPaired); ++b)
                leaveOut(m_margins[a], m_margins[b], largest);
        }
        const auto ordinary = largest.begin() + static_cast<std::ptrdiff_t>(ordinaryShare * (m_count - 1));
        std::nth_element(largest.begin(), ordinary, largest.end());
        return std::max(smallestThreshold, margin * *ordinary * m_count);
    }

    std::vector<EmptyRegion> regions(double threshold) const
    {
        std::vector<EmptyRegion> found;
        const auto add = [&](const EmptyRegion& region) {
            if (region.expectedRuns > threshold)
                found.push_back(region);
        };
        for (std::size_t a = 0; a < m_margins.size(); ++a) {
            gaps(a, add);
            for (std::size_t b = a + 1; b < std::min(m_margins.size(), mostPaired); ++b) {
                if (m_margins[a].byLevel && m_margins[b].byLevel)
                    missingCombinations(a, b, add);
                else if (m_margins[a].byLevel)
                    levelGaps(b, a, add);
                else if (m_margins[b].byLevel)
                    levelGaps(a, b, add);
                else
                    boxes(a, b, add);
            }
        }
        std::stable_sort(found.begin(), found.end(), [](const EmptyRegion& a, const EmptyRegion& b) {
            return std::tuple(-a.expectedRuns, a.first, a.second, a.firstMinimum, a.secondMinimum,
                              a.firstMaximum) < std::tuple(-b.expectedRuns, b.first, b.second, b.firstMinimum,
                                                           b.secondMinimum, b.firstMaximum);
        });
        found.erase(std::unique(found.begin(), found.end()), found.end());
        if (found.size() > mostRegions)
            found.resize(mostRegions);
        return found;
    }

  private:
    static void leaveOut(const Margin& a, const Margin& b, std::vector<double>& largest)
    {
        if (a.byLevel && b.byLevel)
            return;
        if (a.byLevel || b.byLevel) {
            const Margin& x = a.byLevel ? b : a;
            const Margin& levels = a.byLevel ? a : b;
            visitLevelGaps(x, levels,
                           [&](std::size_t from, std::size_t to, const auto& inside, std::size_t i) {
                               if (inside[i] == Box::open)
                                   return;
                               const double gap = edge(x, inside[i + 1], 1) - edge(x, inside[i - 1], 0);
                               double& mine = largest[inside[i]];
                               mine = std::max(mine, gap * (levels.above(to) - levels.below[from]));
                           });
            return;
        }
        std::vector<std::size_t> byY(b.position.size());
        std::iota(byY.begin(), byY.end(), 0);
        std::sort(byY.begin(), byY.end(),
                  [&](std::size_t i, std::size_t j) { return b.position[i] < b.position[j]; });
        for (std::size_t run = 0; run < largest.size(); ++run)
            largest[run] = std::max(largest[run], largestBoxAround(a, b, run, byY));
    }

    double value(const Margin& of, std::size_t run, double otherwise) const
    {
        return run == Box::open ? otherwise : of.values[of.rank[run]];
    }

    template <class Add>
    void boxes(std::size_t a, std::size_t b, const Add& add) const
    {
        const Margin& x = m_margins[a];
        const Margin& y = m_margins[b];
        visitMaximalBoxes(x, y, [&](const Box& box) {
            add({a, b, value(x, box.left, x.lowest), value(x, box.right, x.highest),
                 value(y, box.bottom, y.lowest), value(y, box.top, y.highest), share(x, y, box) * m_count});
        });
    }

    template <class Add>
    void levelGaps(std::size_t a, std::size_t b, const Add& add) const
    {
        const Margin& x = m_margins[a];
        const Margin& levels = m_margins[b];
        visitLevelGaps(x, levels, [&](std::size_t from, std::size_t to, const auto& inside, std::size_t i) {
            const double gap = edge(x, inside[i], 1) - edge(x, inside[i - 1], 0);
            add({a, b, value(x, inside[i - 1], x.lowest), value(x, inside[i], x.highest),
                 levels.levelEdge(from), levels.levelEdge(to + 1),
                 gap * (levels.above(to) - levels.below[from]) * m_count});
        });
    }

    template <class Add>
    void missingCombinations(std::size_t a, std::size_t b, const Add& add) const
    {
        const Margin& x = m_margins[a];
        const Margin& y = m_margins[b];
        std::vector<bool> seen(x.levels() * y.levels(), false);
        for (std::size_t run = 0; run < x.rank.size(); ++run)
            seen[x.rank[run] * y.levels() + y.rank[run]] = true;
        for (std::size_t i = 0; i < x.levels(); ++i) {
            for (std::size_t j = 0; j < y.levels(); ++j) {
                if (!seen[i * y.levels() + j])
                    add({a, b, x.levelEdge(i), x.levelEdge(i + 1), y.levelEdge(j), y.levelEdge(j + 1),
                         (x.above(i) - x.below[i]) * (y.above(j) - y.below[j]) * m_count});
            }
        }
    }

    /// Gaps in one input alone, which shares of runs cannot see: at least an eighth of the validated range,
    /// and eight times the mean distance. Of an input taken by level only the ends, beyond the outermost
    /// level, can be a gap.
    template <class Add>
    void gaps(std::size_t input, const Add& add) const
    {
        const Margin& x = m_margins[input];
        const double width = x.highest - x.lowest;
        const double smallest = width * std::max(0.125, 8 / m_count);
        const auto take = [&](double from, double to) {
            if (std::isfinite(width) && to - from > smallest)
                add({input, input, from, to, from, to, (to - from) / width * m_count});
        };
        take(x.lowest, x.values.front());
        for (std::size_t i = 1; i < x.values.size() && !x.byLevel; ++i)
            take(x.values[i - 1], x.values[i]);
        take(x.values.back(), x.highest);
    }

    double m_count = 0;
    std::vector<Margin> m_margins;
};

} // namespace

Range coveredRange(const Variable& input, std::span<const double> values)
{
    const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
    Range range{*lowest, *highest};
    if (std::isfinite(input.validated.minimum))
        range.minimum = std::min(range.minimum, input.validated.minimum);
    if (std::isfinite(input.validated.maximum))
        range.maximum = std::max(range.maximum, input.validated.maximum);
    return range;
}

EmptyRegionSearch findEmptyRegions(const Contract& contract, std::span<const double> runs)
{
    const Search search(contract, runs);
    EmptyRegionSearch result;
    result.threshold = search.threshold();
    result.regions = search.regions(result.threshold);
    return result;
}

} // namespace twin
