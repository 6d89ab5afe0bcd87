// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/stored_numbers.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

static const char* const remedy =
    "The package is damaged or was not written by Twinwright; get it again from its maker.";

StoredNumbers::StoredNumbers(const nlohmann::json& json, const ArrayStore& arrays, std::string location)
    : m_json(&json), m_arrays(&arrays), m_location(std::move(location))
{}

tl::unexpected<Diagnostic> StoredNumbers::wrong(std::string code, const char* key, std::string message) const
{
    return fail(std::move(code), m_location + "/" + key, std::move(message), remedy);
}

Result<const nlohmann::json*> StoredNumbers::member(const char* key) const
{
    if (m_json->is_object()) {
        const auto found = m_json->find(key);
        if (found != m_json->end())
            return &*found;
    }
    return wrong("model.member", key, fmt::format("The model has no \"{}\".", key));
}

Result<std::string> StoredNumbers::text(const char* key) const
{
    const auto value = member(key);
    if (!value)
        return fail(value.error());
    if (!(*value)->is_string())
        return wrong("model.member", key, fmt::format("\"{}\" is not a text.", key));
    return (*value)->get<std::string>();
}

Result<double> StoredNumbers::number(const char* key, double minimum, double maximum) const
{
    const auto value = member(key);
    if (!value)
        return fail(value.error());
    if (!(*value)->is_number())
        return wrong("model.member", key, fmt::format("\"{}\" is not a number.", key));
    const double read = (*value)->get<double>();
    if (!(read >= minimum && read <= maximum))
        return wrong("model.number", key,
                     fmt::format("\"{}\" is {}, outside {} to {}.", key, read, minimum, maximum));
    return read;
}

Result<std::size_t> StoredNumbers::count(const char* key, std::size_t minimum, std::size_t maximum) const
{
    const auto value = number(key, double(minimum), double(maximum));
    if (!value)
        return fail(value.error());
    if (*value != std::floor(*value))
        return wrong("model.number", key, fmt::format("\"{}\" is not a whole number.", key));
    return std::size_t(*value);
}

Result<StoredNumbers> StoredNumbers::object(const char* key) const
{
    const auto value = member(key);
    if (!value)
        return fail(value.error());
    if (!(*value)->is_object())
        return wrong("model.member", key, fmt::format("\"{}\" is not an object.", key));
    return StoredNumbers(**value, *m_arrays, m_location + "/" + key);
}

Result<std::vector<StoredNumbers>> StoredNumbers::objects(const char* key, std::size_t maximum) const
{
    const auto value = member(key);
    if (!value)
        return fail(value.error());
    const nlohmann::json& list = **value;
    if (!list.is_array() || list.size() > maximum ||
        !std::all_of(list.begin(), list.end(), [](const nlohmann::json& item) { return item.is_object(); }))
        return wrong("model.member", key,
                     fmt::format("\"{}\" is not a list of at most {} objects.", key, maximum));
    std::vector<StoredNumbers> result;
    for (std::size_t i = 0; i < list.size(); ++i)
        result.emplace_back(list[i], *m_arrays, fmt::format("{}/{}/{}", m_location, key, i));
    return result;
}

Result<std::vector<std::string>> StoredNumbers::texts(const char* key, std::size_t maximum) const
{
    const auto value = member(key);
    if (!value)
        return fail(value.error());
    const nlohmann::json& list = **value;
    if (!list.is_array() || list.size() > maximum ||
        !std::all_of(list.begin(), list.end(), [](const nlohmann::json& item) { return item.is_string(); }))
        return wrong("model.member", key,
                     fmt::format("\"{}\" is not a list of at most {} texts.", key, maximum));
    return list.get<std::vector<std::string>>();
}

Result<std::vector<double>> StoredNumbers::numbers(const char* key, std::size_t count, double minimum,
                                                   double maximum) const
{
    const auto value = member(key);
    if (!value)
        return fail(value.error());
    const nlohmann::json& list = **value;
    if (!list.is_array() || list.size() != count)
        return wrong("model.member", key, fmt::format("\"{}\" is not a list of {} numbers.", key, count));
    std::vector<double> result;
    for (const nlohmann::json& item : list) {
        if (!item.is_number() || !(item.get<double>() >= minimum && item.get<double>() <= maximum))
            return wrong("model.number", key,
                         fmt::format("\"{}\" holds something else than numbers from {} to {}.", key, minimum,
                                     maximum));
        result.push_back(item.get<double>());
    }
    return result;
}

Result<const Array*> StoredNumbers::array(const char* key,
                                          const std::vector<std::optional<std::size_t>>& shape) const
{
    const auto name = text(key);
    if (!name)
        return fail(name.error());
    const auto found = m_arrays->find(*name);
    if (found == m_arrays->end())
        return wrong("model.array", key, fmt::format("The array \"{}\" is not in the package.", *name));
    const Array& array = found->second;
    std::size_t size = 1;
    bool agrees = array.shape.size() == shape.size();
    for (std::size_t i = 0; agrees && i < shape.size(); ++i) {
        const std::size_t extent = array.shape[i];
        agrees = shape[i] ? extent == *shape[i] : extent > 0 && extent <= (std::size_t(1) << 31);
        agrees = agrees && (extent == 0 || size <= array.values.size() / extent);
        size *= extent;
    }
    if (!agrees || size != array.values.size())
        return wrong("model.array", key,
                     fmt::format("The array \"{}\" has not the shape that its model needs.", *name));
    if (!std::all_of(array.values.begin(), array.values.end(),
                     [](double value) { return std::isfinite(value); }))
        return wrong("model.array", key,
                     fmt::format("The array \"{}\" holds values that are not finite.", *name));
    return &array;
}

} // namespace twin
