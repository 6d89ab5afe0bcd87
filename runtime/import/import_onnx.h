// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "package/package.h"
#include "training/table.h"

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace twin {

/// Makes a package of a feed-forward network in ONNX format. `spec` is an object:
///   "contract": as for training; an output without "confidence" has none;
///   "inputs", "outputs": the contract's names in the order of the numbers that the network is given and
///     answers, or an object of such lists by tensor; left out: the contract's order. An entry is a name or
///     {"name", "offset", "scale"}: the network is given (value - offset) / scale, and number * scale +
///     offset is the output. A series takes as many numbers as the axis has values;
///   "singlePrecision": {"tolerance"}: answers in float32, while those differ by less (relative to the
///     largest value of an output); refused when it does not hold here;
///   "run", "columns": as for training, of the table of runs;
///   "conformance": recorded answers, 1 to 1000.
///
/// With `runs` (null: none) the package gets its evidence: accuracy, bands from the quantiles of the errors,
/// the report and the domain of validity, all measured on those runs, which the network must not have been
/// fitted to. Without them there are none, and a rule of the contract warns at every point. `notes` are for
/// the person. Errors: those of readOnnx and networkOf, "import.spec", "import.few-runs",
/// "import.single-precision", and those of contracts and gatherRuns.
Result<Package> importOnnx(std::string_view bytes, const std::string& name, const nlohmann::json& spec,
                           const Table* runs, std::vector<std::string>& notes, const Progress& progress = {});

} // namespace twin
