// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "contract/contract.h"
#include "guardrail/domain_of_validity.h"
#include "model/model.h"

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace twin {

/// Inputs with the answer that the package gave when it was made; replayed by `--selftest` on the target
/// machine.
struct ConformanceVector
{
    std::vector<double> inputs;
    std::vector<std::vector<double>> mean;  ///< by output, then by point
    std::vector<std::vector<double>> lower; ///< NaN where there is no confidence
    std::vector<std::vector<double>> upper;
};

/// The content of an `.xdt` file. Immutable once loaded; shared between threads.
struct Package
{
    static constexpr std::string_view formatName = "xdt";
    static constexpr int currentFormat = 2;

    Contract contract;
    std::vector<std::unique_ptr<Model>>
        models; ///< together they give every output of the contract exactly once
    std::optional<DomainOfValidity> domain;
    nlohmann::json report;                      ///< the validation report as data; see training/validation_report.h
    std::vector<ConformanceVector> conformance; ///< relative tolerance 1e-9 on replay
    std::string sha256;                         ///< of the file, hex; set by reading and writing
};

/// Largest relative deviation that a replay of conformance vectors may show (relative to the output's largest
/// value).
inline constexpr double conformanceTolerance = 1e-9;

/// Whether the figures of a report come from runs that had no part in the fit nor in the bands, so that what
/// lay inside a band was counted; else the share follows from how the bands were set.
bool wasJudgedOnOtherRuns(const nlohmann::json& report);

/// Reads and checks all of it: zip structure, checksums, formats, contract, models. Nothing is trusted.
/// Locations are "FILE/PART" and the JSON pointer in the part: "eastfield.xdt/contract.json/outputs/0".
/// Codes: "package.open", "package.zip", "package.unsafe-name", "package.limit", "package.part-missing",
/// "package.part-unknown", "package.checksum", "package.format", "package.format-newer", "package.array",
/// "package.outputs", "package.conformance", "package.unreadable", plus those of JSON, contract, models and
/// domain.
Result<std::shared_ptr<const Package>> readPackage(const std::filesystem::path& path);
/// The same from memory; `name` is used in messages.
Result<std::shared_ptr<const Package>> parsePackage(std::string_view bytes, const std::string& name);

/// The bytes of the package; the same package gives the same bytes. Codes "package.not-finite",
/// "package.conformance", "package.write".
Result<std::string> packageBytes(const Package& package);
/// Writes atomically (temporary file, flush, rename). Returns the SHA-256 of the file, hex.
Result<std::string> writePackage(const Package& package, const std::filesystem::path& path);

} // namespace twin
