// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace twin {

/// A text from anywhere as text of HTML or XML, in elements and in quoted attributes: the five special
/// characters as references; bytes that are no UTF-8, and characters that XML does not allow, as U+FFFD.
std::string escapeHtml(std::string_view text);

} // namespace twin
