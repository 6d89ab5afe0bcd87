// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bundle/bundle.h"

#include <atomic>
#include <memory>
#include <semaphore>

namespace twin::sample {

/// What a test can do to the sample's model while it runs.
struct Control
{
    std::atomic<bool> fails{false};
    std::atomic<bool> waits{false}; ///< each evaluation waits for one release of `gate`
    std::counting_semaphore<1000> gate{0};
};

/// The Eastfield booster station by its reference formulas, straight, with a band of a tenth about them: the
/// four inputs, a switch and an enumeration besides, `p_fail` and `t_bearing` as series, `peak` as a scalar;
/// rule G3; runs that leave one corner empty.
std::shared_ptr<const Package> makePackage(std::shared_ptr<Control> control);

/// An app on it: one page with every kind of widget, whose ids are words: "q", "t", "age", "n", "mode",
/// "eco", "chart", "bearing", "number", "hot", "peak", "card", "banner", "title", "picture", "frame".
Bundle makeBundle(std::shared_ptr<Control> control = std::make_shared<Control>());

} // namespace twin::sample
