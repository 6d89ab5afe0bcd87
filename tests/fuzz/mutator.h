// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace twin {

/// Makes inputs that nobody would write from inputs that somebody wrote. The same seed and corpus give the
/// same ones.
class Mutator
{
  public:
    Mutator(std::uint64_t seed, std::vector<std::string> corpus);

    /// A corpus item with one to eight changes, half the time with one: bits, bytes, numbers, pieces doubled,
    /// moved, left out, or taken from another item.
    std::string next();
    /// The same from a given start.
    std::string mutated(std::string text);
    /// An item of the corpus as it is.
    const std::string& item() { return m_corpus[below(m_corpus.size())]; }
    std::size_t below(std::size_t end);

  private:
    void change(std::string& text);
    std::mt19937_64 m_random;
    std::vector<std::string> m_corpus;
};

} // namespace twin
