// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/diagnostic.h"

#include <tl/expected.hpp>

#include <utility>

namespace twin {

/// The outcome of an operation that can fail: a T, or the one Diagnostic that says why not.
template <class T>
using Result = tl::expected<T, Diagnostic>;
using Status = Result<void>;

/// Makes the failure side of a Result. The four texts are those of Diagnostic.
inline tl::unexpected<Diagnostic> fail(std::string code, std::string location, std::string message,
                                       std::string remedy = {})
{
    return tl::unexpected<Diagnostic>(Diagnostic{Severity::Error, std::move(code), std::move(location),
                                                 std::move(message), std::move(remedy)});
}

inline tl::unexpected<Diagnostic> fail(Diagnostic diagnostic)
{
    return tl::unexpected<Diagnostic>(std::move(diagnostic));
}

} // namespace twin
