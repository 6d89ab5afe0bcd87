// SPDX-License-Identifier: GPL-3.0-or-later
#include "random_document.h"

#include <bit>
#include <cmath>

namespace twin {

RandomDocument::RandomDocument(std::uint64_t seed, const Catalog& catalog)
    : m_random(seed), m_catalog(catalog)
{}

std::size_t RandomDocument::below(std::size_t end)
{
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(m_random);
}

bool RandomDocument::chance(double share)
{
    return std::bernoulli_distribution(share)(m_random);
}

std::string RandomDocument::text()
{
    static const char* const pieces[] = {"q_in", "m³/h", "\"", "\\", "\n", "\t", "泵",
                                         "\x01", "/",    "~1", "",   " ",  "°C", "n12"};
    std::string result;
    for (std::size_t i = below(4); i > 0; --i)
        result += pieces[below(std::size(pieces))];
    return result;
}

nlohmann::json RandomDocument::value(int depth)
{
    switch (below(depth > 2 ? 6 : 8)) {
    case 0:
        return nullptr;
    case 1:
        return chance(0.5);
    case 2:
        return static_cast<std::int64_t>(m_random());
    case 3:
        return m_random();
    case 4: {
        const double number = std::bit_cast<double>(static_cast<std::uint64_t>(m_random()));
        return std::isfinite(number) ? number : 0.1;
    }
    case 5:
        return text();
    case 6: {
        nlohmann::json list = nlohmann::json::array();
        for (std::size_t i = below(5); i > 0; --i)
            list.push_back(value(depth + 1));
        return list;
    }
    default: {
        nlohmann::json object = nlohmann::json::object();
        for (std::size_t i = below(4); i > 0; --i)
            object[text()] = value(depth + 1);
        return object;
    }
    }
}

Node RandomDocument::node(int depth)
{
    Node result;
    result.id = "n" + std::to_string(m_nextId++);
    const auto& descriptors = m_catalog.descriptors();
    const NodeDescriptor* descriptor = chance(0.9) ? &descriptors[below(descriptors.size())] : nullptr;
    result.type = descriptor ? descriptor->type : "future-widget";
    for (std::size_t i = below(5); i > 0; --i) {
        const bool known = descriptor && !descriptor->properties.empty() && chance(0.8);
        const PropertyDescriptor* property =
            known ? &descriptor->properties[below(descriptor->properties.size())] : nullptr;
        nlohmann::json own = value(0);
        if (!property || own != property->defaultValue)
            result.properties[property ? property->key : "x" + text()] = std::move(own);
    }
    for (std::size_t i = depth < 4 ? below(5) : 0; i > 0; --i)
        result.children.push_back(node(depth + 1));
    return result;
}

Document RandomDocument::document()
{
    Document result{node(0)};
    result.root.type = "app";
    result.root.properties = {{"title", "T" + text()}};
    return result;
}

std::string RandomDocument::someId(const Document& document)
{
    if (chance(0.05))
        return "missing";
    std::vector<std::string> ids;
    visitNodes(document.root, [&](const Node& n) { ids.push_back(n.id); });
    return ids[below(ids.size())];
}

Change RandomDocument::change(const Document& document, int depth)
{
    switch (below(depth > 1 ? 4 : 5)) {
    case 0: {
        InsertChange insert{someId(document), below(4), node(2)};
        if (chance(0.1))
            insert.node.id = someId(document);
        return {insert};
    }
    case 1:
        return {RemoveChange{someId(document)}};
    case 2:
        return {MoveChange{someId(document), someId(document), below(4)}};
    case 3: {
        SetPropertyChange set{someId(document), chance(0.5) ? "label" : "x" + text(), std::nullopt};
        if (chance(0.8))
            set.value = value(0);
        return {set};
    }
    default: {
        BatchChange batch;
        for (std::size_t i = below(6); i > 0; --i)
            batch.changes.push_back(change(document, depth + 1));
        return {batch};
    }
    }
}

} // namespace twin
