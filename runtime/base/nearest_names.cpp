// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/nearest_names.h"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

namespace twin {

namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Edits (insert, remove, replace, swap of neighbours) that lead from a to b.
std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> beforeLast(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t(0));
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replace = last[j - 1] + (lower(a[i - 1]) != lower(b[j - 1]));
            row[j] = std::min({replace, last[j] + 1, row[j - 1] + 1});
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
                row[j] = std::min(row[j], beforeLast[j - 2] + 1);
        }
        beforeLast.swap(last);
        last.swap(row);
    }
    return last[b.size()];
}

} // namespace

std::vector<std::string> nearestNames(std::string_view text, std::span<const std::string> known,
                                      std::size_t count)
{
    if (text.empty() || text.size() > 64)
        return {};
    const std::size_t limit = std::max<std::size_t>(1, text.size() / 3);
    std::vector<std::pair<std::size_t, std::string_view>> found;
    for (const std::string& name : known) {
        if (name.size() > text.size() + limit || name.size() + limit < text.size())
            continue;
        const std::size_t distance = editDistance(text, name);
        if (distance <= limit)
            found.emplace_back(distance, name);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::string> names;
    for (const auto& [distance, name] : found) {
        if (names.size() == count)
            break;
        if (std::find(names.begin(), names.end(), name) == names.end())
            names.emplace_back(name);
    }
    return names;
}

std::string didYouMean(std::span<const std::string> names)
{
    if (names.empty())
        return {};
    std::string text = "Did you mean ";
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0)
            text += i + 1 == names.size() ? " or " : ", ";
        text += '"' + names[i] + '"';
    }
    return text + '?';
}

std::string memberRemedy(std::string_view text, std::span<const std::string> known)
{
    const std::vector<std::string> near = nearestNames(text, known);
    if (!near.empty())
        return didYouMean(near);
    return fmt::format("It may have {}.", fmt::join(known, ", "));
}

} // namespace twin
