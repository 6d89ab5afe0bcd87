// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog.h"
#include "command.h"
#include "contract/contract.h"
#include "document/document_json.h"
#include "import/import_schema.h"
#include "training/training.h"

#include <CLI/CLI.hpp>
#include <map>
#include <memory>

namespace twin::cli {

namespace {

const std::map<std::string, std::function<nlohmann::json()>>& schemas()
{
    static const std::map<std::string, std::function<nlohmann::json()>> all = {
        {"contract", contractSchema},
        {"document", [] { return documentSchema(standardCatalog()); }},
        {"import", importSchema},
        {"training", trainingSchema},
    };
    return all;
}

} // namespace

Command schemaCommand()
{
    return {
        "schema",
        "[contract | document | import | training]",
        "print the JSON Schema (draft-7) of a file",
        "contract: the contract inside a package; document: an app (.twinapp); import and training: the "
        "SPEC.json of xdt import\n"
        "and of xdt train.\n"
        "Without a name all of them are printed as one JSON object, by name.\n",
        {{"xdt schema training > spec.schema.json", "the schema of a training specification, for an editor"}},
        [](CLI::App& app) -> Run {
            const auto name = std::make_shared<std::string>();
            app.add_option("name", *name, "Which schema")
                ->check(CLI::IsMember({"contract", "document", "import", "training"}));
            return [name](Console& console) {
                nlohmann::json answer = nlohmann::json::object();
                for (const auto& [key, make] : schemas())
                    answer[key] = make();
                console.writeJson(name->empty() ? answer : answer[*name]);
                return Exit::Done;
            };
        }};
}

} // namespace twin::cli
