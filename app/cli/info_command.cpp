// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "contract_text.h"
#include "package/package.h"

#include <CLI/CLI.hpp>
#include <memory>

namespace twin::cli {

namespace {

nlohmann::json packageJson(const Package& package)
{
    nlohmann::json models = nlohmann::json::array();
    for (const std::unique_ptr<Model>& model : package.models)
        models.push_back({{"kind", model->kind()}, {"outputs", model->outputs()}});
    return {{"contract", toJson(package.contract)},
            {"models", std::move(models)},
            {"report", package.report},
            {"conformanceVectors", package.conformance.size()},
            {"sha256", package.sha256}};
}

} // namespace

Command infoCommand()
{
    struct Options
    {
        std::string package;
        bool json = false;
    };
    return {"info",
            "P.xdt [--json]",
            "show what a package is, what it is for, and how far to trust it",
            "Prints the whole contract: fidelity statement, what it is made for and not for, review date, "
            "inputs with\n"
            "their ranges, outputs with confidence and accuracy, rules, models and provenance.\n",
            {{"xdt info eastfield.xdt", "the contract for people"},
             {"xdt info eastfield.xdt --json", "contract and validation report as JSON"}},
            [](CLI::App& app) -> Run {
                const auto options = std::make_shared<Options>();
                app.add_option("package", options->package, "Package")->required()->type_name("P.xdt");
                app.add_flag("--json", options->json, "Answer with JSON");
                return [options](Console& console) {
                    const Result<std::shared_ptr<const Package>> package = readPackage(options->package);
                    if (!package)
                        return console.fail(package.error());
                    if (options->json)
                        console.writeJson(packageJson(**package));
                    else
                        console.write(packageText(**package));
                    return Exit::Done;
                };
            }};
}

} // namespace twin::cli
