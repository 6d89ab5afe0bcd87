// SPDX-License-Identifier: GPL-3.0-or-later
#include "mutator.h"

#include <algorithm>

namespace twin {
namespace {

constexpr std::size_t longest = std::size_t(1) << 20;

/// What readers stumble over.
const std::string tokens[] = {"",
                              "0",
                              "-1",
                              "1e999",
                              "-0.0",
                              "NaN",
                              "nan",
                              "inf",
                              "null",
                              "true",
                              "[]",
                              "{}",
                              "[[[[[[[[[[[[[[[[",
                              "((((((((((((((((",
                              "18446744073709551616",
                              "-9223372036854775809",
                              "\"\"",
                              "\\u0000",
                              "\xff\xfe",
                              "\xf0\x9f\x92\xa7",
                              std::string("\0", 1),
                              "../../",
                              "\r\n",
                              ";",
                              ",",
                              "\"",
                              "m3/h",
                              "^",
                              "**",
                              "<=",
                              " and ",
                              "max(",
                              "at(",
                              "PK\x03\x04",
                              "PK\x05\x06",
                              std::string(70, '['),
                              std::string(300, 'a')};

} // namespace

Mutator::Mutator(std::uint64_t seed, std::vector<std::string> corpus)
    : m_random(seed), m_corpus(std::move(corpus))
{}

std::size_t Mutator::below(std::size_t end)
{
    return end < 2 ? 0 : static_cast<std::size_t>(m_random() % end);
}

std::string Mutator::next()
{
    return mutated(item());
}

std::string Mutator::mutated(std::string text)
{
    for (std::size_t changes = below(2) ? 1 : 1 + below(8); changes > 0; --changes)
        change(text);
    if (text.size() > longest)
        text.resize(longest);
    return text;
}

void Mutator::change(std::string& text)
{
    const std::size_t at = below(text.size() + 1);
    const std::size_t length = std::min(text.size() - at, 1 + below(below(2) ? 8 : 200));
    switch (below(9)) {
    case 0:
        if (at < text.size())
            text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
        break;
    case 1:
        if (at < text.size())
            text[at] = static_cast<char>(m_random());
        break;
    case 2:
        text.erase(at, length);
        break;
    case 3:
        text.insert(at, text.substr(at, length));
        break;
    case 4:
        text.insert(at, tokens[below(std::size(tokens))]);
        break;
    case 5:
        text.replace(at, length, tokens[below(std::size(tokens))]);
        break;
    case 6: {
        const std::string& other = item();
        const std::size_t from = below(other.size() + 1);
        text.insert(at, other.substr(from, below(200)));
        break;
    }
    case 7:
        text.resize(at);
        break;
    default: {
        const std::string piece = text.substr(at, length);
        text.erase(at, length);
        text.insert(below(text.size() + 1), piece);
    }
    }
}

} // namespace twin
