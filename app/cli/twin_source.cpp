// SPDX-License-Identifier: GPL-3.0-or-later
#include "twin_source.h"

#include "base/file.h"
#include "base/json.h"
#include "error_place.h"

#include <fmt/format.h>

namespace twin::cli {

namespace {

void readNames(const nlohmann::json& object, const char* runKey, RunColumns& names)
{
    if (!object.is_object())
        return;
    if (object.contains(runKey) && object[runKey].is_string() && !object[runKey].get<std::string>().empty())
        names.run = object[runKey].get<std::string>();
    if (object.contains("columns") && object["columns"].is_object()) {
        for (const auto& [variable, column] : object["columns"].items())
            if (column.is_string())
                names.columns[variable] = column.get<std::string>();
    }
}

bool lacksValues(const nlohmann::json& contract, const char* key)
{
    if (!contract.is_object() || !contract.contains(key) || !contract[key].is_object())
        return false;
    const nlohmann::json& axis = contract[key];
    return !axis.contains("values") || (axis["values"].is_array() && axis["values"].empty());
}

} // namespace

Result<TwinSource> readTwinSource(const std::filesystem::path& path, AxisNeed need)
{
    const Result<std::string> bytes = readFile(path);
    if (!bytes)
        return fail(bytes.error());
    TwinSource source;
    if (bytes->starts_with("PK")) {
        auto package = parsePackage(*bytes, path.string());
        if (!package)
            return fail(package.error());
        source.contract = (*package)->contract;
        if ((*package)->report.is_object() && (*package)->report.contains("data"))
            readNames((*package)->report["data"], "runColumn", source.columns);
        source.package = std::move(*package);
        return source;
    }
    auto json = parseJson(*bytes, path.string());
    if (!json)
        return fail(json.error());
    const bool isSpec = json->is_object() && json->contains("contract");
    nlohmann::json contract = isSpec ? (*json)["contract"] : *json;
    for (const char* key : {"axis", "axis2"}) {
        if (!lacksValues(contract, key))
            continue;
        if (need == AxisNeed::Values)
            return fail(
                "run.axis", fmt::format("{}/contract/{}/values", path.string(), key),
                fmt::format("{} leaves open at which points of the axis a run is answered.", path.string()),
                fmt::format("Write them under \"contract\" / \"{}\" as \"values\".", key));
        contract[key]["values"] = {0, 1};
        source.hasOpenAxis = true;
    }
    auto checked = contractFromJson(contract);
    if (!checked) {
        Diagnostic error = checked.error();
        error.location = (isSpec ? "/contract" : "") + error.location;
        return fail(placedIn(path.string(), std::move(error)));
    }
    source.contract = std::move(*checked);
    if (isSpec) {
        readNames(*json, "run", source.columns);
        source.spec = std::move(*json);
    }
    return source;
}

} // namespace twin::cli
