// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/network_folding.h"

namespace twin {

namespace {

using Kind = NetworkStep::Kind;

/// x * weights + shift, applied behind a product without an activation or behind another scaling.
void scaleBehind(NetworkStep& step, const NetworkStep& scale)
{
    const std::size_t depth = step.weights.size() / step.width; // 1 of a scaling
    for (std::size_t o = 0; o < step.width; ++o) {
        for (std::size_t j = 0; j < depth; ++j)
            step.weights[o * depth + j] *= scale.weights[o];
        step.shift[o] = step.shift[o] * scale.weights[o] + scale.shift[o];
    }
}

/// The same applied to the input of a product.
void scaleBefore(NetworkStep& step, const NetworkStep& scale)
{
    const std::size_t depth = scale.width;
    for (std::size_t o = 0; o < step.width; ++o)
        for (std::size_t j = 0; j < depth; ++j) {
            step.shift[o] += step.weights[o * depth + j] * scale.shift[j];
            step.weights[o * depth + j] *= scale.weights[j];
        }
}

class Folding
{
  public:
    Folding(const Network& network, std::size_t answer) : m_network(network), m_uses(network.steps.size() + 1)
    {
        m_folded.inputs = network.inputs;
        for (const NetworkStep& step : network.steps)
            for (const std::size_t vector : step.from)
                ++m_uses[vector];
        ++m_uses[answer];
    }

    Network run(std::size_t answer)
    {
        std::vector<std::size_t> place = {0}; // of each old vector among the new ones
        for (NetworkStep step : m_network.steps) {
            const bool alone = !step.from.empty() && m_uses[step.from[0]] == 1;
            for (std::size_t& vector : step.from)
                vector = place[vector];
            place.push_back(take(std::move(step), alone));
        }
        return withoutUnused(place[answer]);
    }

  private:
    /// Where the step's vector is to be found. `alone`: nothing else uses what it works on.
    std::size_t take(NetworkStep step, bool alone)
    {
        const std::size_t from = step.from.empty() ? 0 : step.from[0];
        NetworkStep* before = alone && from > 0 ? &m_folded.steps[from - 1] : nullptr;
        const bool openProduct =
            before && before->kind == Kind::Dense && before->activation == Activation::None;
        if (step.kind == Kind::Scale && before && (openProduct || before->kind == Kind::Scale)) {
            scaleBehind(*before, step);
            return from;
        }
        if (step.kind == Kind::Activate && openProduct) {
            before->activation = step.activation;
            before->a = step.a;
            before->b = step.b;
            return from;
        }
        if (step.kind == Kind::Dense && before && before->kind == Kind::Scale) {
            scaleBefore(step, *before);
            step.from = before->from;
        }
        m_folded.steps.push_back(std::move(step));
        return m_folded.steps.size();
    }

    Network withoutUnused(std::size_t answer) const
    {
        std::vector<bool> used(m_folded.steps.size() + 1, false);
        used[answer] = true;
        for (std::size_t vector = m_folded.steps.size(); vector > 0; --vector)
            for (const std::size_t from : m_folded.steps[vector - 1].from)
                used[from] = used[from] || used[vector];
        Network kept;
        kept.inputs = m_folded.inputs;
        std::vector<std::size_t> place = {0};
        for (std::size_t vector = 1; vector < used.size(); ++vector) {
            if (used[vector]) {
                kept.steps.push_back(m_folded.steps[vector - 1]);
                for (std::size_t& from : kept.steps.back().from)
                    from = place[from];
            }
            place.push_back(kept.steps.size());
        }
        if (place[answer] == kept.steps.size() && !kept.steps.empty())
            return kept;
        NetworkStep last; // the answer is the input, or an earlier vector
        last.kind = Kind::Join;
        last.from = {place[answer]};
        last.width = kept.widthOf(place[answer]);
        kept.steps.push_back(std::move(last));
        return kept;
    }

    const Network& m_network;
    std::vector<std::size_t> m_uses;
    Network m_folded;
};

} // namespace

Network folded(const Network& network, std::size_t answer)
{
    return Folding(network, answer).run(answer);
}

} // namespace twin
