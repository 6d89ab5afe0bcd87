// SPDX-License-Identifier: GPL-3.0-or-later
// Writes one file of each format in the version that this build writes: make_golden FOLDER. Run it when a
// version is raised, and keep the older files.
#include "base/file.h"
#include "bundle/bundle.h"
#include "catalog.h"
#include "sample_package.h"

#include <fmt/format.h>
#include <iostream>

using namespace twin;

namespace {

Document goldenDocument()
{
    const Node page{"n2",
                    "page",
                    {{"title", "Today"}},
                    {{"n3", "fidelity-banner", nlohmann::json::object(), {}},
                     {"n4", "slider", {{"input", "flow"}, {"cell", {0, 4, 7, 5}}}, {}},
                     {"n5",
                      "line-chart",
                      {{"output", "power"},
                       {"cell", {8, 4, 16, 14}},
                       {"thresholds", {{{"value", 40}, {"label", "plan"}, {"level", "amber"}}}}},
                      {}}}};
    const Node rule{"n6",
                    "rule",
                    {{"ruleId", "A1"},
                     {"condition", "flow <= 1700 m3/h"},
                     {"message", "Too much flow for the shift."},
                     {"onFail", "warn"}},
                    {}};
    return {{"n1",
             "app",
             {{"title", "Pump of the day"},
              {"decision", "Which flow to run?"},
              {"user", "Operator"},
              {"package", {{"path", "package-1-polynomial.xdt"}, {"id", "test.pump"}, {"version", "1.2.0"}}}},
             {page, rule}}};
}

int complain(const Diagnostic& error)
{
    std::cerr << format(error) << '\n';
    return 1;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::cerr << "make_golden FOLDER\n";
        return 2;
    }
    const std::filesystem::path folder = argv[1];
    for (const char* kind :
         {"polynomial", "polynomial-chaos", "radial-basis", "gaussian-process", "pod", "field"}) {
        const auto written = writePackage(
            samplePackage(kind), folder / fmt::format("package-{}-{}.xdt", Package::currentFormat, kind));
        if (!written)
            return complain(written.error());
    }
    const std::filesystem::path app = folder / fmt::format("document-{}.twinapp", Document::currentFormat);
    if (const Status saved = writeFileAtomically(app, saveDocument(goldenDocument(), standardCatalog()));
        !saved)
        return complain(saved.error());
    const auto bundle = openBundle(app, standardCatalog());
    if (!bundle)
        return complain(bundle.error());
    const Status packed = writeBundle(*bundle, standardCatalog(),
                                      folder / fmt::format("bundle-{}.twinpack", Bundle::currentFormat));
    return packed ? 0 : complain(packed.error());
}
