// SPDX-License-Identifier: GPL-3.0-or-later
#include "fmi/fmu_spec.h"

#include "base/nearest_names.h"
#include "import/import_schema.h"

#include <algorithm>
#include <fmt/format.h>

namespace twin {

namespace {

using nlohmann::json;

class SpecReader
{
  public:
    Result<FmuSpec> read(const json& spec)
    {
        if (object(spec, "", importMembers("fmu"))) {
            if (spec.contains("contract") && isObject(spec["contract"], "/contract"))
                m_spec.contract = spec["contract"];
            if (spec.contains("fmu"))
                readFmu(spec["fmu"]);
            if (const auto count = number(spec, "", "conformance", 1, 1000))
                m_spec.conformance = std::size_t(*count);
        }
        if (m_error)
            return fail(*m_error);
        return std::move(m_spec);
    }

  private:
    void readFmu(const json& fmu)
    {
        if (!object(fmu, "/fmu", {"variables", "startTime", "stopTime", "step", "tolerance", "limits"}))
            return;
        constexpr double longest = 1e15;
        m_spec.startTime = number(fmu, "/fmu", "startTime", -longest, longest);
        m_spec.stopTime = number(fmu, "/fmu", "stopTime", -longest, longest);
        m_spec.step = number(fmu, "/fmu", "step", 1e-15, longest);
        m_spec.tolerance = number(fmu, "/fmu", "tolerance", 0, 1);
        if (fmu.contains("variables") && isObject(fmu["variables"], "/fmu/variables")) {
            for (const auto& [name, variable] : fmu["variables"].items()) {
                if (variable.is_string())
                    m_spec.variables[name] = variable.get<std::string>();
                else
                    wrong("/fmu/variables/" + name, "is not the name of a variable");
            }
        }
        if (!fmu.contains("limits") || !object(fmu["limits"], "/fmu/limits", {"seconds", "megabytes"}))
            return;
        const json& limits = fmu["limits"];
        m_spec.seconds = number(limits, "/fmu/limits", "seconds", 0.01, 1e6).value_or(m_spec.seconds);
        m_spec.megabytes = number(limits, "/fmu/limits", "megabytes", 64, 1 << 20).value_or(m_spec.megabytes);
    }

    bool isObject(const json& value, const std::string& at)
    {
        if (!value.is_object())
            wrong(at, "is not an object");
        return value.is_object();
    }

    bool object(const json& value, const std::string& at, const std::vector<std::string>& known)
    {
        if (!isObject(value, at.empty() ? "/" : at))
            return false;
        for (const auto& entry : value.items()) {
            if (std::find(known.begin(), known.end(), entry.key()) == known.end())
                wrong(at + "/" + entry.key(), "is none that it may have", memberRemedy(entry.key(), known));
        }
        return true;
    }

    std::optional<double> number(const json& value, const std::string& at, const char* key, double minimum,
                                 double maximum)
    {
        if (!value.contains(key))
            return std::nullopt;
        const json& found = value[key];
        const double read = found.is_number() ? found.get<double>() : minimum - 1;
        if (read >= minimum && read <= maximum)
            return read;
        wrong(at + "/" + key, fmt::format("is no number between {:g} and {:g}", minimum, maximum));
        return std::nullopt;
    }

    void wrong(const std::string& at, const std::string& what, const std::string& remedy = "Correct it.")
    {
        if (!m_error)
            m_error = Diagnostic{Severity::Error, "spec.invalid", at,
                                 fmt::format("\"{}\" in the spec {}.", at, what),
                                 remedy + " xdt schema import says what a spec may hold."};
    }

    FmuSpec m_spec;
    std::optional<Diagnostic> m_error;
};

} // namespace

Result<FmuSpec> readFmuSpec(const json& spec)
{
    return SpecReader().read(spec);
}

} // namespace twin
