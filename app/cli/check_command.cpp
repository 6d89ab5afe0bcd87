// SPDX-License-Identifier: GPL-3.0-or-later
#include "bundle/bundle.h"
#include "catalog.h"
#include "command.h"
#include "document/validate.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <memory>

namespace twin::cli {

namespace {

std::string counted(std::size_t count, const char* what)
{
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string summary(const std::string& app, const Diagnostics& findings)
{
    const auto count = [&](Severity severity) {
        return std::size_t(std::count_if(findings.begin(), findings.end(), [=](const Diagnostic& finding) {
            return finding.severity == severity;
        }));
    };
    const std::size_t errors = count(Severity::Error);
    const std::size_t warnings = count(Severity::Warning);
    if (errors + warnings == 0)
        return fmt::format("{}: no errors and no warnings. It may be exported.\n", app);
    return fmt::format("{}: {}, {}.{}\n", app, counted(errors, "error"), counted(warnings, "warning"),
                       errors == 0 ? " It may be exported." : " It may not be exported.");
}

Diagnostics findingsOf(const Bundle& bundle)
{
    Diagnostics findings = bundle.diagnostics;
    // Nothing more can be said of a document that could not be read.
    if (bundle.document.root.type.empty() && hasErrors(findings))
        return findings;
    // The gate repeats the errors of the document; loading may have told of some of them already.
    for (const Diagnostics& more :
         {validate(bundle.document, standardCatalog(), bundle.package ? &bundle.package->contract : nullptr),
          exportGate(bundle.document, standardCatalog(), bundle.package.get())}) {
        for (const Diagnostic& finding : more) {
            if (std::find(findings.begin(), findings.end(), finding) == findings.end())
                findings.push_back(finding);
        }
    }
    return findings;
}

Exit run(Console& console, const std::string& app)
{
    const Result<Bundle> bundle = openBundle(app, standardCatalog());
    if (!bundle)
        return console.fail(bundle.error());
    const Diagnostics findings = findingsOf(*bundle);
    console.report(findings);
    if (console.json())
        console.writeJson(nlohmann::json{{"diagnostics", findings}});
    else
        console.write(summary(app, findings));
    return hasErrors(findings) ? Exit::BadInput : Exit::Done;
}

} // namespace

Command checkCommand()
{
    struct Options
    {
        std::string app;
        bool json = false;
    };
    return {"check",
            "APP [--json]",
            "find what is wrong with an app",
            "APP is a .twinapp, the folder that holds one, or a .twinpack. Checks the document, its bindings "
            "to the\n"
            "package, its rules and their examples, and all that an export needs. Each finding has a place "
            "and the way\n"
            "out. Ends with 2 when there is an error, with 0 when there are warnings at most.\n",
            {{"xdt check inspect.twinapp", "the findings, one a line, and their sum"},
             {"xdt check inspect.twinapp --json",
              "{\"diagnostics\": [{\"severity\", \"code\", \"location\", \"message\", \"remedy\"}]}"}},
            [](CLI::App& app) -> Run {
                const auto options = std::make_shared<Options>();
                app.add_option("app", options->app, "App")->required()->type_name("APP");
                app.add_flag("--json", options->json, "Answer with JSON");
                return [options](Console& console) { return run(console, options->app); };
            }};
}

} // namespace twin::cli
