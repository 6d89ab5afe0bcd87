// SPDX-License-Identifier: GPL-3.0-or-later
#include "design.h"

#include <array>
#include <cmath>
#include <cstdint>

namespace eastfield {

namespace {

constexpr std::array<double, 3> lowest = {400, 0, 0};
constexpr std::array<double, 3> highest = {1800, 38, 6000};
constexpr double highestPeak = 800;
constexpr double emptyFlow = 1500;
constexpr double emptyAmbient = 33;

/// The first members stay on the two lines that bound the empty corner, so that the twin can be trusted up to
/// it.
constexpr std::size_t onBorder = 16;

/// SplitMix64: the same numbers on every machine, unlike the distributions of the standard library.
class Random
{
  public:
    double uniform()
    {
        m_state += 0x9E3779B97F4A7C15u;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
    }

  private:
    std::uint64_t m_state = 2;
};

/// Inputs scaled to 0..1: flow, ambient, age, and the pumps (0 or 1).
using Point = std::array<double, 4>;

Conditions toConditions(const Point& p)
{
    const auto scaled = [&](std::size_t i, double grain) {
        return std::round((lowest[i] + p[i] * (highest[i] - lowest[i])) / grain) * grain;
    };
    return {scaled(0, 0.1), std::round(scaled(1, 0.01) * 100) / 100, scaled(2, 1), 2 + p[3]};
}

double square(double x)
{
    return x * x;
}

double repulsion(const Point& a, const Point& b)
{
    constexpr double softening = 1e-5;
    constexpr double together = 100;
    const double flow = square(a[0] - b[0]) + softening;
    const double ambient = square(a[1] - b[1]) + softening;
    const double age = square(a[2] - b[2]) + softening;
    const auto pair = [](double first, double second) {
        return 1 / (first * second) + 1 / square(first + second);
    };
    return pair(flow, ambient) + pair(flow, age) + pair(ambient, age) +
           together / square(flow + ambient + age + square(a[3] - b[3]));
}

Point randomPoint(Random& random)
{
    for (;;) {
        const Point p{random.uniform(), random.uniform(), random.uniform(),
                      random.uniform() < 0.55 ? 0.0 : 1.0};
        if (isInDesign(toConditions(p)))
            return p;
    }
}

/// The corner of the empty corner, in scaled inputs.
constexpr std::array<double, 2> edge = {(emptyFlow - lowest[0]) / (highest[0] - lowest[0]),
                                        (emptyAmbient - lowest[1]) / (highest[1] - lowest[1])};

Point borderPoint(std::size_t self, Random& random)
{
    Point p{edge[0], edge[1], random.uniform(), 1.0};
    p[1 - self / 2 % 2] += 0.1 * random.uniform();
    return p;
}

Point neighbour(const Point& from, std::size_t self, Random& random, double reach)
{
    for (;;) {
        Point p = from;
        bool inside = true;
        for (std::size_t i = 0; i < 3; ++i) {
            p[i] += reach * (random.uniform() - 0.5);
            inside = inside && p[i] >= 0 && p[i] <= 1;
        }
        if (self < onBorder) { // two at a time, so that both halves have runs on both sides
            const std::size_t pinned = self / 2 % 2;
            p[pinned] = edge[pinned];
        }
        if (inside && isInDesign(toConditions(p)))
            return p;
    }
}

/// Both halves repel more strongly within themselves.
double energyAt(const std::vector<Point>& points, std::size_t self, const Point& p)
{
    double sum = 0;
    for (std::size_t other = 0; other < points.size(); ++other) {
        if (other != self)
            sum += repulsion(p, points[other]) * (other % 2 == self % 2 ? 2 : 1);
    }
    return sum;
}

} // namespace

bool isInDesign(const Conditions& conditions)
{
    return peakFlowPerPump(conditions) <= highestPeak &&
           !(conditions.flow > emptyFlow && conditions.ambient > emptyAmbient);
}

std::vector<Conditions> makeDesign(int count)
{
    constexpr int sweeps = 120;
    Random random;
    std::vector<Point> points;
    for (int i = 0; i < count; ++i)
        points.push_back(points.size() < onBorder ? borderPoint(points.size(), random) : randomPoint(random));
    double reach = 0.5;
    for (int sweep = 0; sweep < sweeps; ++sweep) {
        reach *= 0.96;
        for (std::size_t self = 0; self < points.size(); ++self) {
            const bool anywhere = sweep < 20 && self >= onBorder;
            const Point candidate =
                anywhere ? randomPoint(random) : neighbour(points[self], self, random, reach);
            if (energyAt(points, self, candidate) < energyAt(points, self, points[self]))
                points[self] = candidate;
        }
    }
    std::vector<Conditions> design;
    for (const Point& p : points)
        design.push_back(toConditions(p));
    return design;
}

} // namespace eastfield
