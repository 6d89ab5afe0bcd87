// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document/descriptor.h"

#include <string>
#include <vector>

namespace twin {

/// The properties that several widgets have, each written once.
/// `defaultValue` null in a number means "none given": the view then chooses by the variable.

PropertyDescriptor textProperty(std::string key, std::string label, std::string group, std::string help = {});
PropertyDescriptor flagProperty(std::string key, std::string label, std::string group, bool byDefault,
                                std::string help = {});
PropertyDescriptor numberProperty(std::string key, std::string label, std::string group, std::string unit,
                                  std::string help = {});
PropertyDescriptor choiceProperty(std::string key, std::string label, std::string group,
                                  std::string byDefault, std::vector<PropertyChoice> choices,
                                  std::string help = {});

/// "cell": the widget's place and size; the default stands at the page's top left corner.
PropertyDescriptor cellProperty(int columns, int rows);
/// "label": shown instead of the bound variable's own.
PropertyDescriptor labelProperty();
/// "unit": a UCUM code that the bound variable can be shown in.
PropertyDescriptor displayUnitProperty();
/// "decimals": digits after the point.
PropertyDescriptor decimalsProperty();
/// "thresholds" of an output.
PropertyDescriptor thresholdsProperty();
/// The required binding of a widget to one variable that `accepts`.
PropertyDescriptor bindingProperty(std::string key, std::string label,
                                   std::function<bool(const Variable&)> accepts, std::string help);

bool isInput(const Variable& variable);
bool isOutput(const Variable& variable);
bool isSeriesOutput(const Variable& variable);
bool isFieldOutput(const Variable& variable);
/// How many values an integer, boolean or enumeration can take; 0 when they cannot be counted.
int countValues(const Variable& variable);

/// Reports a "unit" that the variable bound by `bindingKey` cannot be shown in ("widget.unit").
void checkDisplayUnit(const Node& node, const Contract* contract, std::string_view bindingKey,
                      const std::string& location, Diagnostics& diagnostics);

} // namespace twin
