// SPDX-License-Identifier: GPL-3.0-or-later
#include "guardrail/empty_region.h"

#include "contract/contract.h"
#include "guardrail/empty_box.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <tuple>

namespace twin {

namespace {

/// Never flag a box in which chance alone leaves no run one time in twenty: exp(-3).
constexpr double smallestThreshold = 3;
/// The share of runs whose own box, when they are left out, must not be flagged, and the margin on top.
constexpr double ordinaryShare = 0.9;
constexpr double margin = 1.1;
constexpr std::size_t mostPaired = 40; ///< inputs, that their pairs stay few
constexpr std::size_t mostRegions = 400;
constexpr std::size_t mostLookedInto = 200; ///< boxes without picked runs, of one pair

/// Some of the runs, evenly through a fixed shuffle, because designs come in patterns; in rising order.
std::vector<std::size_t> pickRuns(std::size_t runs)
{
    std::vector<std::size_t> order(runs);
    std::iota(order.begin(), order.end(), std::size_t(0));
    if (runs <= mostRunsForBoxes)
        return order;
    std::mt19937_64 generator(20240229);
    for (std::size_t i = 0; i < mostRunsForBoxes; ++i)
        std::swap(order[i], order[i + generator() % (runs - i)]);
    order.resize(mostRunsForBoxes);
    std::sort(order.begin(), order.end());
    return order;
}

/// Gaps of a continuous input among the runs of some neighbouring levels of another.
template <class Visit>
void visitLevelGaps(const InputMargin& x, const InputMargin& levels, const Visit& visit)
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
            std::vector<std::size_t> inside{RunBox::open};
            for (const std::size_t run : byX) {
                if (levels.rank[run] >= from && levels.rank[run] <= to)
                    inside.push_back(run);
            }
            inside.push_back(RunBox::open);
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
        m_picked = pickRuns(runs.size() / width);
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
        std::vector<double> picked;
        for (const std::size_t run : m_picked)
            picked.push_back(largest[run]);
        const auto ordinary = picked.begin() + static_cast<std::ptrdiff_t>(
                                                   ordinaryShare * static_cast<double>(picked.size() - 1));
        std::nth_element(picked.begin(), ordinary, picked.end());
        const double chance = smallestThreshold / static_cast<double>(picked.size());
        return std::max(chance, margin * *ordinary) * m_count;
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
                    boxes(a, b, threshold, add);
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
    void leaveOut(const InputMargin& a, const InputMargin& b, std::vector<double>& largest) const
    {
        if (a.byLevel && b.byLevel)
            return;
        if (a.byLevel || b.byLevel) {
            const InputMargin& x = a.byLevel ? b : a;
            const InputMargin& levels = a.byLevel ? a : b;
            visitLevelGaps(x, levels,
                           [&](std::size_t from, std::size_t to, const auto& inside, std::size_t i) {
                               if (inside[i] == RunBox::open)
                                   return;
                               const double gap = edge(x, inside[i + 1], 1) - edge(x, inside[i - 1], 0);
                               double& mine = largest[inside[i]];
                               mine = std::max(mine, gap * (levels.above(to) - levels.below[from]));
                           });
            return;
        }
        const std::vector<double> around = largestBoxesAround(a, b, m_picked);
        for (std::size_t i = 0; i < m_picked.size(); ++i)
            largest[m_picked[i]] = std::max(largest[m_picked[i]], around[i]);
    }

    double value(const InputMargin& of, std::size_t run, double otherwise) const
    {
        return run == RunBox::open ? otherwise : of.values[of.rank[run]];
    }

    template <class Add>
    void boxes(std::size_t a, std::size_t b, double threshold, const Add& add) const
    {
        const InputMargin& x = m_margins[a];
        const InputMargin& y = m_margins[b];
        const auto take = [&](const RunBox& box) {
            add({a, b, value(x, box.left, x.lowest), value(x, box.right, x.highest),
                 value(y, box.bottom, y.lowest), value(y, box.top, y.highest), share(x, y, box) * m_count});
        };
        if (m_picked.size() == x.position.size()) {
            visitMaximalBoxes(x, y, m_picked, {}, take);
            return;
        }
        std::vector<RunBox> found;
        visitMaximalBoxes(x, y, m_picked, {}, [&](const RunBox& box) {
            if (share(x, y, box) * m_count > threshold)
                found.push_back(box);
        });
        std::stable_sort(found.begin(), found.end(), [&](const RunBox& one, const RunBox& other) {
            return share(x, y, one) > share(x, y, other);
        });
        if (found.size() > mostLookedInto)
            found.resize(mostLookedInto);
        for (const RunBox& box : found)
            lookInto(x, y, box, take);
    }

    /// The largest part of a box without picked runs that no other run lies in either.
    template <class Take>
    static void lookInto(const InputMargin& x, const InputMargin& y, const RunBox& box, const Take& take)
    {
        std::vector<std::size_t> inside;
        for (std::size_t run = 0; run < x.position.size(); ++run) {
            if (x.position[run] > edge(x, box.left, 0) && x.position[run] < edge(x, box.right, 1) &&
                y.position[run] > edge(y, box.bottom, 0) && y.position[run] < edge(y, box.top, 1))
                inside.push_back(run);
        }
        RunBox largest = box;
        double most = -1;
        visitMaximalBoxes(x, y, inside, box, [&](const RunBox& part) {
            if (const double size = share(x, y, part); size > most) {
                most = size;
                largest = part;
            }
        });
        take(largest);
    }

    template <class Add>
    void levelGaps(std::size_t a, std::size_t b, const Add& add) const
    {
        const InputMargin& x = m_margins[a];
        const InputMargin& levels = m_margins[b];
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
        const InputMargin& x = m_margins[a];
        const InputMargin& y = m_margins[b];
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
        const InputMargin& x = m_margins[input];
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
    std::vector<std::size_t> m_picked; ///< runs that boxes are looked for among
    std::vector<InputMargin> m_margins;
};

} // namespace

EmptyRegionSearch findEmptyRegions(const Contract& contract, std::span<const double> runs)
{
    const Search search(contract, runs);
    EmptyRegionSearch result;
    result.threshold = search.threshold();
    result.regions = search.regions(result.threshold);
    return result;
}

} // namespace twin
