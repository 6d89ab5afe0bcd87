// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace twin {

/// The known names that somebody who typed `text` may have meant, nearest first, at most `count`: by edit
/// distance without regard to case, no further than a third of the text's length (at least 1). Empty when
/// none is near.
std::vector<std::string> nearestNames(std::string_view text, std::span<const std::string> known,
                                      std::size_t count = 3);

/// A remedy for messages: "Did you mean \"a\", \"b\" or \"c\"?"; empty when there are no names.
std::string didYouMean(std::span<const std::string> names);

/// A remedy for a member that an object does not have: the one that was meant, or all that there are.
std::string memberRemedy(std::string_view text, std::span<const std::string> known);

} // namespace twin
