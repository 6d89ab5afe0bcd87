// SPDX-License-Identifier: GPL-3.0-or-later
#include "readout/aggregate.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace twin {

namespace {

using Values = std::vector<double>;

double valueAt(const Values& x, const Values& y, double at)
{
    const auto upper = std::lower_bound(x.begin(), x.end(), at);
    const std::size_t i = std::size_t(upper - x.begin());
    if (i == 0)
        return y.front();
    const double part = (at - x[i - 1]) / (x[i] - x[i - 1]);
    return y[i - 1] + part * (y[i] - y[i - 1]);
}

double meanOver(const Values& x, const Values& y)
{
    double area = 0;
    for (std::size_t i = 1; i < x.size(); ++i)
        area += (x[i] - x[i - 1]) * (y[i] + y[i - 1]) / 2;
    return area / (x.back() - x.front());
}

} // namespace

std::optional<Aggregated> aggregate(std::string_view kind, double at, const Contract& contract,
                                    const Variable& output, const OutputResult& result)
{
    if (result.mean.empty())
        return std::nullopt;
    const bool hasBand =
        result.lower.size() == result.mean.size() && result.upper.size() == result.mean.size();
    const auto reduced = [&](const std::function<double(const Values&)>& reduce,
                             std::optional<double> where) {
        Aggregated answer{reduce(result.mean), {}, {}, where};
        if (hasBand && std::isfinite(reduce(result.lower)) && std::isfinite(reduce(result.upper))) {
            answer.lower = reduce(result.lower);
            answer.upper = reduce(result.upper);
        }
        return answer;
    };
    if (output.isField && contract.axis && contract.axis2) {
        const Values& first = contract.axis->values;
        const Values& second = contract.axis2->values;
        if (kind == "maximum")
            return reduced([](const Values& y) { return *std::max_element(y.begin(), y.end()); }, {});
        if (kind == "minimum")
            return reduced([](const Values& y) { return *std::min_element(y.begin(), y.end()); }, {});
        if (kind != "mean" || result.mean.size() != first.size() * second.size())
            return std::nullopt;
        return reduced(
            [&](const Values& y) {
                Values rows;
                for (std::size_t i = 0; i < first.size(); ++i) {
                    const auto begin = y.begin() + std::ptrdiff_t(i * second.size());
                    rows.push_back(meanOver(second, Values(begin, begin + std::ptrdiff_t(second.size()))));
                }
                return meanOver(first, rows);
            },
            {});
    }
    const bool isSeries =
        output.isSeries && contract.axis && contract.axis->values.size() == result.mean.size();
    if (!isSeries)
        return reduced([](const Values& y) { return y.back(); }, {});
    const Values& x = contract.axis->values;
    if (kind == "maximum") {
        const auto peak = std::max_element(result.mean.begin(), result.mean.end()) - result.mean.begin();
        return reduced([](const Values& y) { return *std::max_element(y.begin(), y.end()); },
                       x[std::size_t(peak)]);
    }
    if (kind == "minimum") {
        const auto low = std::min_element(result.mean.begin(), result.mean.end()) - result.mean.begin();
        return reduced([](const Values& y) { return *std::min_element(y.begin(), y.end()); },
                       x[std::size_t(low)]);
    }
    if (kind == "mean")
        return reduced([&](const Values& y) { return meanOver(x, y); }, {});
    if (kind == "at") {
        if (!(at >= x.front() && at <= x.back()))
            return std::nullopt;
        return reduced([&](const Values& y) { return valueAt(x, y, at); }, at);
    }
    return reduced([](const Values& y) { return y.back(); }, {});
}

} // namespace twin
