// SPDX-License-Identifier: GPL-3.0-or-later
#include "fmi/test_fmus.h"

#include <QtGlobal>
#include <fstream>
#include <iterator>

namespace twin {

std::string lagDescription()
{
    return R"xml(<?xml version="1.0" encoding="UTF-8"?>
<fmiModelDescription fmiVersion="2.0" modelName="Lag" guid="{lag}" description="A first-order lag" author="K. Lag"
  version="3" generationTool="by hand" numberOfEventIndicators="0">
 <CoSimulation modelIdentifier="lag" canHandleVariableCommunicationStepSize="true"/>
 <UnitDefinitions>
  <Unit name="K"><BaseUnit K="1"/><DisplayUnit name="degC" offset="-273.15"/></Unit>
  <Unit name="hr"><BaseUnit s="1" factor="3600"/></Unit>
  <Unit name="W"><BaseUnit kg="1" m="2" s="-3"/></Unit>
  <Unit name="wobble"><BaseUnit m="1" s="-1"/></Unit>
  <Unit name="zork"/>
 </UnitDefinitions>
 <TypeDefinitions>
  <SimpleType name="Gear"><Enumeration><Item name="slow" value="1"/><Item name="fast" value="7"/></Enumeration></SimpleType>
  <SimpleType name="Duration"><Real unit="s" min="0.001" max="1000"/></SimpleType>
 </TypeDefinitions>
 <DefaultExperiment startTime="0" stopTime="10" tolerance="1e-6" stepSize="0.1"/>
 <ModelVariables>
  <ScalarVariable name="u" valueReference="1" causality="input" variability="continuous" description="what drives it">
   <Real start="1" min="-5" max="5" nominal="2"/></ScalarVariable>
  <ScalarVariable name="lag.T" valueReference="2" causality="parameter" variability="fixed">
   <Real declaredType="Duration" start="2"/></ScalarVariable>
  <ScalarVariable name="h0" valueReference="3" causality="parameter" variability="tunable"><Real start="0"/></ScalarVariable>
  <ScalarVariable name="gear" valueReference="4" causality="parameter" variability="fixed">
   <Enumeration declaredType="Gear" start="1"/></ScalarVariable>
  <ScalarVariable name="parts" valueReference="5" causality="parameter" variability="fixed">
   <Integer start="1" min="1" max="4"/></ScalarVariable>
  <ScalarVariable name="on" valueReference="6" causality="input" variability="discrete"><Boolean start="true"/></ScalarVariable>
  <ScalarVariable name="comment" valueReference="0" causality="parameter" variability="fixed"><String start="x"/></ScalarVariable>
  <ScalarVariable name="h" valueReference="10" causality="output"><Real/></ScalarVariable>
  <ScalarVariable name="der(h)" valueReference="11" causality="output"><Real unit="wobble"/></ScalarVariable>
  <ScalarVariable name="steps" valueReference="12" causality="output" variability="discrete"><Integer/></ScalarVariable>
  <ScalarVariable name="high" valueReference="13" causality="output" variability="discrete"><Boolean/></ScalarVariable>
  <ScalarVariable name="inner" valueReference="10" causality="local"><Real unit="K"/></ScalarVariable>
 </ModelVariables>
 <ModelStructure/>
</fmiModelDescription>
)xml";
}

std::string lag3Description()
{
    return R"xml(<?xml version="1.0" encoding="UTF-8"?>
<fmiModelDescription fmiVersion="3.0" modelName="Lag3" instantiationToken="{lag3}">
 <CoSimulation modelIdentifier="lag3" canHandleVariableCommunicationStepSize="true" hasEventMode="true"/>
 <UnitDefinitions><Unit name="s"><BaseUnit s="1"/></Unit></UnitDefinitions>
 <TypeDefinitions><Float64Type name="Duration" unit="s" min="0.001" max="1000"/></TypeDefinitions>
 <DefaultExperiment startTime="1" stopTime="11" stepSize="0.5"/>
 <ModelVariables>
  <Float64 name="time" valueReference="0" causality="independent"/>
  <Float64 name="u" valueReference="1" causality="input" start="1"/>
  <Float64 name="T" valueReference="2" causality="parameter" variability="fixed" declaredType="Duration" start="2"/>
  <Float32 name="f32" valueReference="3" causality="input" start="0"/>
  <Int8 name="i8" valueReference="4" causality="input" start="0"/>
  <UInt8 name="u8" valueReference="5" causality="input" start="0"/>
  <Int16 name="i16" valueReference="6" causality="input" start="0"/>
  <UInt16 name="u16" valueReference="7" causality="input" start="0"/>
  <Int32 name="i32" valueReference="8" causality="input" start="0"/>
  <UInt32 name="u32" valueReference="9" causality="input" start="0"/>
  <Int64 name="i64" valueReference="10" causality="input" start="0"/>
  <UInt64 name="u64" valueReference="11" causality="input" start="0"/>
  <Boolean name="on" valueReference="12" causality="input" start="true"/>
  <Float64 name="field" valueReference="13" causality="parameter" variability="fixed"><Dimension start="3"/></Float64>
  <Float64 name="h" valueReference="20" causality="output"/>
  <Float64 name="twice" valueReference="21" causality="output"/>
  <Float32 name="single" valueReference="22" causality="output"/>
 </ModelVariables>
 <ModelStructure/>
</fmiModelDescription>
)xml";
}

std::string wildDescription()
{
    return R"xml(<?xml version="1.0" encoding="UTF-8"?>
<fmiModelDescription fmiVersion="2.0" modelName="Wild" guid="{wild}">
 <CoSimulation modelIdentifier="wild" canHandleVariableCommunicationStepSize="true"/>
 <DefaultExperiment startTime="0" stopTime="5" stepSize="1"/>
 <ModelVariables>
  <ScalarVariable name="deed" valueReference="1" causality="parameter" variability="fixed">
   <Integer start="0" min="0" max="100"/></ScalarVariable>
  <ScalarVariable name="answer" valueReference="2" causality="output"><Real/></ScalarVariable>
 </ModelVariables>
</fmiModelDescription>
)xml";
}

ArchiveEntries fmuEntries(const std::string& description, const std::string& binary,
                          const std::string& identifier, const std::string& folder)
{
    std::ifstream file(std::string(TWINWRIGHT_TEST_FMUS "/") + binary + ".so", std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (content.empty())
        qFatal("the binary %s of a test's FMU was not built", binary.c_str());
    return {{"modelDescription.xml", description}, {folder + "/" + identifier + ".so", std::move(content)}};
}

std::string fmuBytes(const ArchiveEntries& entries)
{
    const Result<std::string> bytes = writeArchive(entries);
    if (!bytes)
        qFatal("%s", bytes.error().message.c_str());
    return *bytes;
}

std::string lagFmu()
{
    return fmuBytes(fmuEntries(lagDescription(), "lag_fmi2", "lag"));
}

std::string lag3Fmu()
{
    ArchiveEntries entries = fmuEntries(lag3Description(), "lag_fmi3", "lag3", "binaries/x86_64-linux");
    entries["resources/gain.txt"] = "1.5\n";
    return fmuBytes(entries);
}

std::string wildFmu()
{
    return fmuBytes(fmuEntries(wildDescription(), "wild_fmi2", "wild"));
}

std::string replaced(std::string text, const std::string& what, const std::string& with)
{
    const std::size_t place = text.find(what);
    if (place == std::string::npos)
        qFatal("the text does not hold %s", what.c_str());
    return text.replace(place, what.size(), with);
}

} // namespace twin
