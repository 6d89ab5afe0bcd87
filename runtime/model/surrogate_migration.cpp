// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/surrogate_migration.h"

#include "model/stored_numbers.h"

namespace twin {

namespace {

constexpr std::size_t mostParts = 10000;

/// Moves the array `key` of each part behind those of the parts before, as rows of one array.
Status joinArrays(const std::vector<StoredNumbers>& parts, const char* key, MigratedModel& to)
{
    Array joined;
    for (const StoredNumbers& part : parts) {
        const auto width = joined.shape.size() > 1 ? std::optional(joined.shape[1]) : std::nullopt;
        auto array = part.array(key, {std::nullopt, width});
        if (!array) // one number a row
            array = part.array(key, {std::nullopt});
        if (!array)
            return fail(array.error());
        if (joined.shape.empty())
            joined.shape = (*array)->shape, joined.shape[0] = 0;
        if (joined.shape.size() != (*array)->shape.size())
            return part.wrong("model.array", key,
                              "The array has another shape than that of the part before.");
        joined.shape[0] += (*array)->shape[0];
        joined.values.insert(joined.values.end(), (*array)->values.begin(), (*array)->values.end());
    }
    const std::string name = std::string("joined/") + key;
    to.arrays[name] = std::move(joined);
    to.json["regressor"][key] = name;
    return {};
}

} // namespace

bool isFirstSurrogateLayout(const nlohmann::json& json)
{
    return json.is_object() && !json.contains("regressor") &&
           (json.contains("design") || json.contains("degree"));
}

Result<MigratedModel> migrateFirstSurrogateLayout(const nlohmann::json& json, const ArrayStore& arrays,
                                                  const std::string& location)
{
    MigratedModel migrated{json, arrays};
    const StoredNumbers stored(json, arrays, location);
    const auto parts = stored.objects("parts", mostParts);
    if (!parts)
        return fail(parts.error());
    const bool polynomial = json.contains("degree");
    nlohmann::json& regressor = migrated.json["regressor"];
    regressor["family"] = polynomial ? "polynomial" : "gaussian-process";
    for (const char* key : {"design", "degree", "leverage"})
        if (json.contains(key)) {
            regressor[key] = json[key];
            migrated.json.erase(key);
        }
    for (const char* key : {"coefficients", "noise", "weights"})
        if (polynomial != (std::string_view(key) == "weights"))
            if (const Status joined = joinArrays(*parts, key, migrated); !joined)
                return fail(joined.error());
    if (!polynomial) {
        regressor["processes"] = nlohmann::json::array();
        for (const nlohmann::json& part : json["parts"])
            for (const nlohmann::json& process : part.value("processes", nlohmann::json::array()))
                regressor["processes"].push_back(process);
    }
    return migrated;
}

} // namespace twin
