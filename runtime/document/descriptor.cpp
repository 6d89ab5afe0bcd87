// SPDX-License-Identifier: GPL-3.0-or-later
#include "document/descriptor.h"

#include <algorithm>

namespace twin {

const PropertyDescriptor* NodeDescriptor::findProperty(std::string_view key) const
{
    const auto found = std::find_if(properties.begin(), properties.end(),
                                    [&](const PropertyDescriptor& p) { return p.key == key; });
    return found == properties.end() ? nullptr : &*found;
}

bool NodeDescriptor::accepts(const NodeDescriptor& child) const
{
    return std::any_of(allowedChildren.begin(), allowedChildren.end(), [&](const std::string& allowed) {
        return allowed == child.type || (allowed == anyWidget && child.isWidget());
    });
}

bool NodeDescriptor::isWidget() const
{
    return findProperty("cell") != nullptr;
}

Catalog::Catalog(std::vector<NodeDescriptor> descriptors) : m_descriptors(std::move(descriptors)) {}

const NodeDescriptor* Catalog::find(std::string_view type) const
{
    const auto found = std::find_if(m_descriptors.begin(), m_descriptors.end(),
                                    [&](const NodeDescriptor& d) { return d.type == type; });
    return found == m_descriptors.end() ? nullptr : &*found;
}

const NodeDescriptor* Catalog::bestFor(const Variable& variable) const
{
    const NodeDescriptor* best = nullptr;
    int bestFit = 0;
    for (const NodeDescriptor& descriptor : m_descriptors) {
        const int fit = descriptor.suits ? descriptor.suits(variable) : 0;
        if (fit > bestFit) {
            best = &descriptor;
            bestFit = fit;
        }
    }
    return best;
}

} // namespace twin
