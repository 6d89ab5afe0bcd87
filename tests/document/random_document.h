// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document/change.h"
#include "document/descriptor.h"

#include <random>

namespace twin {

/// Documents and changes of every kind from a seed: known and unknown types and properties, any JSON as
/// values. The same seed gives the same ones.
class RandomDocument
{
  public:
    RandomDocument(std::uint64_t seed, const Catalog& catalog);

    /// Holds no property that equals its default, as a document in memory should.
    Document document();
    /// One that may or may not be possible.
    Change change(const Document& document, int depth = 0);

  private:
    std::size_t below(std::size_t end);
    bool chance(double share);
    std::string text();
    nlohmann::json value(int depth);
    Node node(int depth);
    std::string someId(const Document& document);

    std::mt19937_64 m_random;
    const Catalog& m_catalog;
    std::size_t m_nextId = 1;
};

} // namespace twin
