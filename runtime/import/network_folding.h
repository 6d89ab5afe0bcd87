// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/network.h"

namespace twin {

/// The same function in fewer steps: scalings (what is left of a batch normalisation) go into the products
/// before or behind them, activations into the product that they act on, and what nothing uses is dropped.
/// `answer` is the vector that the network gives.
Network folded(const Network& network, std::size_t answer);

} // namespace twin
