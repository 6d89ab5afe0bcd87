// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace twin {

/// What is wrong with the layout of a zip file; empty when every byte belongs to exactly one entry, the
/// directory or its end. Refuses what two readers may read differently: content before, between or after the
/// entries, entries that share bytes, a comment, a zero in a name, and records of archives beyond 4 GiB,
/// which no limit here allows. Source: PKWARE, .ZIP File Format Specification 6.3.9, section 4.3.
std::string whyBadLayout(std::string_view bytes);

} // namespace twin
