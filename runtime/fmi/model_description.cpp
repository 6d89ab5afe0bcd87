// SPDX-License-Identifier: GPL-3.0-or-later
#include "fmi/model_description.h"

#include "fmi/description_fields.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <set>

namespace twin {

namespace {

constexpr std::size_t largestFile = std::size_t(32) << 20;
constexpr std::size_t mostVariables = 200000;

/// The element of a variable (FMI 3) or of its type inside it (FMI 2).
struct TypeElement
{
    std::string_view element;
    FmuVariable::Kind kind;
    FmuType type;
};

constexpr TypeElement fmi2Types[] = {
    {"Real", FmuVariable::Kind::Real, FmuType::Float64},
    {"Integer", FmuVariable::Kind::Integer, FmuType::Int32},
    {"Boolean", FmuVariable::Kind::Boolean, FmuType::Boolean},
    {"Enumeration", FmuVariable::Kind::Enumeration, FmuType::Int32},
    {"String", FmuVariable::Kind::Other, FmuType::Float64},
};

constexpr TypeElement fmi3Types[] = {
    {"Float64", FmuVariable::Kind::Real, FmuType::Float64},
    {"Float32", FmuVariable::Kind::Real, FmuType::Float32},
    {"Int8", FmuVariable::Kind::Integer, FmuType::Int8},
    {"UInt8", FmuVariable::Kind::Integer, FmuType::UInt8},
    {"Int16", FmuVariable::Kind::Integer, FmuType::Int16},
    {"UInt16", FmuVariable::Kind::Integer, FmuType::UInt16},
    {"Int32", FmuVariable::Kind::Integer, FmuType::Int32},
    {"UInt32", FmuVariable::Kind::Integer, FmuType::UInt32},
    {"Int64", FmuVariable::Kind::Integer, FmuType::Int64},
    {"UInt64", FmuVariable::Kind::Integer, FmuType::UInt64},
    {"Boolean", FmuVariable::Kind::Boolean, FmuType::Boolean},
    {"Enumeration", FmuVariable::Kind::Enumeration, FmuType::Int64},
    {"String", FmuVariable::Kind::Other, FmuType::Float64},
    {"Binary", FmuVariable::Kind::Other, FmuType::Float64},
    {"Clock", FmuVariable::Kind::Other, FmuType::Float64},
};

template <std::size_t N>
const TypeElement* typeOf(const TypeElement (&types)[N], std::string_view element)
{
    const auto found = std::find_if(std::begin(types), std::end(types),
                                    [&](const TypeElement& type) { return type.element == element; });
    return found == std::end(types) ? nullptr : &*found;
}

class Reader
{
  public:
    explicit Reader(const std::string& name) : m_fields(name), m_name(name) {}

    Result<ModelDescription> read(pugi::xml_node root)
    {
        if (const Status head = readHead(root); !head)
            return fail(head.error());
        readExperiment(root.child("DefaultExperiment"));
        readUnits(root.child("UnitDefinitions"));
        readTypes(root.child("TypeDefinitions"));
        readVariables(root.child("ModelVariables"));
        if (m_fields.error())
            return fail(*m_fields.error());
        return std::move(m_out);
    }

  private:
    Status readHead(pugi::xml_node root)
    {
        m_out.version = m_fields.text(root, "fmiVersion");
        const bool isTwo = m_out.version == "2.0" || m_out.version.starts_with("2.0.");
        const bool isThree = m_out.version.starts_with("3.");
        if (!isTwo && !isThree)
            return fail("fmu.version", m_name,
                        fmt::format("{} is an FMU of FMI version \"{}\".", m_name, m_out.version),
                        "Export it again as FMI 2.0 or 3.0 for co-simulation.");
        m_out.fmi = isTwo ? 2 : 3;
        m_out.modelName = m_fields.text(root, "modelName");
        m_out.token = m_fields.text(root, isTwo ? "guid" : "instantiationToken");
        m_out.description = m_fields.text(root, "description");
        m_out.author = m_fields.text(root, "author");
        m_out.modelVersion = m_fields.text(root, "version");
        m_out.license = m_fields.text(root, "license");
        m_out.tool = m_fields.text(root, "generationTool");

        const pugi::xml_node coSimulation = root.child("CoSimulation");
        if (!coSimulation) {
            const char* kind = root.child("ModelExchange")        ? "model exchange"
                               : root.child("ScheduledExecution") ? "scheduled execution"
                                                                  : nullptr;
            return fail("fmu.kind", m_name,
                        kind ? fmt::format("{} is an FMU for {} alone, which is not run here.", m_name, kind)
                             : fmt::format("{} says of no way to run it.", m_name),
                        "Export it again for co-simulation, with its solver inside.");
        }
        m_out.identifier = m_fields.text(coSimulation, "modelIdentifier");
        m_out.needsTool = m_fields.flag(coSimulation, "needsExecutionTool");
        m_out.hasVariableSteps = m_fields.flag(coSimulation, "canHandleVariableCommunicationStepSize");
        if (m_out.modelName.empty() || m_out.identifier.empty())
            m_fields.wrong(root.name(), "the model has no name or no identifier");
        if (const auto fixed = m_fields.number(coSimulation, "fixedInternalStepSize"); fixed && *fixed > 0)
            m_out.stepSize = fixed;
        return {};
    }

    void readExperiment(pugi::xml_node experiment)
    {
        m_out.startTime = m_fields.number(experiment, "startTime");
        m_out.stopTime = m_fields.number(experiment, "stopTime");
        m_out.tolerance = m_fields.number(experiment, "tolerance");
        if (const auto step = m_fields.number(experiment, "stepSize"); step && *step > 0)
            m_out.stepSize = step;
    }

    void readUnits(pugi::xml_node definitions)
    {
        static constexpr const char* bases[] = {"kg", "m", "s", "A", "K", "mol", "cd", "rad"};
        for (const pugi::xml_node element : definitions.children("Unit")) {
            FmuUnit unit;
            if (const pugi::xml_node base = element.child("BaseUnit")) {
                unit.hasBase = true;
                for (std::size_t i = 0; i < unit.exponents.size(); ++i)
                    unit.exponents[i] = int(m_fields.whole(base, bases[i], -100, 100).value_or(0));
                unit.factor = m_fields.number(base, "factor").value_or(1);
                unit.offset = m_fields.number(base, "offset").value_or(0);
            }
            m_out.units[m_fields.text(element, "name")] = unit;
        }
    }

    /// FMI 2 has the kind of a type as an element inside it, FMI 3 in the name of the element.
    void readTypes(pugi::xml_node definitions)
    {
        for (const pugi::xml_node element : definitions.children()) {
            if (element.type() != pugi::node_element)
                continue;
            pugi::xml_node content = element;
            if (m_out.fmi == 2)
                content = element.first_child();
            m_types[m_fields.text(element, "name")] = content;
        }
    }

    void readVariables(pugi::xml_node list)
    {
        std::set<std::string> names;
        for (const pugi::xml_node element : list.children()) {
            if (element.type() != pugi::node_element || m_fields.error())
                continue;
            const pugi::xml_node typed = m_out.fmi == 2 ? typedChild(element) : element;
            const TypeElement* type =
                m_out.fmi == 2 ? typeOf(fmi2Types, typed.name()) : typeOf(fmi3Types, typed.name());
            FmuVariable variable;
            variable.name = m_fields.text(element, "name");
            if (!type)
                m_fields.wrong("variable \"" + variable.name.substr(0, 80) + "\"", "it has no known type");
            else if (variable.name.empty() || !names.insert(variable.name).second)
                m_fields.wrong("variable \"" + variable.name.substr(0, 80) + "\"",
                               "it has no name, or one that is there twice");
            else if (m_out.variables.size() >= mostVariables)
                m_fields.wrong(list.name(), fmt::format("there are more than {} variables", mostVariables));
            else
                readVariable(element, typed, *type, variable);
        }
    }

    static pugi::xml_node typedChild(pugi::xml_node element)
    {
        for (const pugi::xml_node child : element.children()) {
            if (typeOf(fmi2Types, child.name()))
                return child;
        }
        return {};
    }

    void readVariable(pugi::xml_node element, pugi::xml_node typed, const TypeElement& type,
                      FmuVariable& variable)
    {
        variable.kind = type.kind;
        variable.type = type.type;
        const auto reference = m_fields.whole(element, "valueReference", 0, 0xffffffffll);
        if (!reference)
            return m_fields.wrong("variable \"" + variable.name.substr(0, 80) + "\"",
                                  "it has no value reference");
        variable.reference = std::uint32_t(*reference);
        variable.description = m_fields.text(element, "description");
        variable.causality = m_fields.text(element, "causality");
        if (variable.causality.empty())
            variable.causality = "local";
        variable.variability = m_fields.text(element, "variability");
        variable.initial = m_fields.text(element, "initial");
        variable.isArray = bool(element.child("Dimension"));
        if (variable.kind != FmuVariable::Kind::Other && !variable.isArray)
            readValues(typed, variable);
        m_out.variables.push_back(std::move(variable));
    }

    void readValues(pugi::xml_node typed, FmuVariable& variable)
    {
        const auto declared = m_types.find(m_fields.text(typed, "declaredType"));
        const pugi::xml_node type = declared == m_types.end() ? pugi::xml_node() : declared->second;
        const auto from = [&](const char* attribute) { return typed.attribute(attribute) ? typed : type; };
        if (variable.kind == FmuVariable::Kind::Boolean) {
            if (typed.attribute("start"))
                variable.start = m_fields.flag(typed, "start");
            return;
        }
        variable.start = m_fields.number(typed, "start");
        variable.minimum = m_fields.number(from("min"), "min");
        variable.maximum = m_fields.number(from("max"), "max");
        variable.nominal = m_fields.number(from("nominal"), "nominal");
        variable.unit = m_fields.text(from("unit"), "unit");
        variable.displayUnit = m_fields.text(from("displayUnit"), "displayUnit");
        variable.isRelative = from("relativeQuantity").attribute("relativeQuantity").as_bool();
        if (variable.kind != FmuVariable::Kind::Enumeration)
            return;
        constexpr std::int64_t largest = std::numeric_limits<std::int32_t>::max();
        for (const pugi::xml_node item : type.children("Item"))
            variable.items.push_back(
                {m_fields.text(item, "name"), m_fields.whole(item, "value", -largest, largest).value_or(0)});
        if (variable.items.empty())
            m_fields.wrong("variable \"" + variable.name.substr(0, 80) + "\"",
                           "it is an enumeration without items");
    }

    DescriptionFields m_fields;
    std::string m_name;
    std::map<std::string, pugi::xml_node> m_types;
    ModelDescription m_out;
};

} // namespace

const FmuVariable* ModelDescription::find(std::string_view wanted) const
{
    const auto found = std::find_if(variables.begin(), variables.end(),
                                    [&](const FmuVariable& variable) { return variable.name == wanted; });
    return found == variables.end() ? nullptr : &*found;
}

Result<ModelDescription> readModelDescription(std::string_view xml, const std::string& name)
{
    const auto refused = [&](const std::string& why) {
        return fail("fmu.description", name + "/modelDescription.xml",
                    fmt::format("The model description of {} cannot be read: {}.", name, why),
                    "Ask the FMU's maker for one that keeps to the standard.");
    };
    if (xml.size() > largestFile)
        return refused(fmt::format("it is larger than {} MB", largestFile >> 20));
    pugi::xml_document document;
    const pugi::xml_parse_result parsed =
        document.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_doctype);
    if (!parsed)
        return refused(fmt::format("{} at byte {}", parsed.description(), parsed.offset));
    // Without one there are no entities but XML's own five.
    for (const pugi::xml_node child : document.children()) {
        if (child.type() == pugi::node_doctype)
            return refused("it declares a document type");
    }
    const pugi::xml_node root = document.child("fmiModelDescription");
    if (!root)
        return refused("it has no element fmiModelDescription");
    return Reader(name).read(root);
}

} // namespace twin
