// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/contract_symbols.h"

namespace twin {

namespace {

Symbol symbolOf(const Variable& variable)
{
    Symbol symbol{variable.name, variable.unit};
    symbol.isSeries = variable.isSeries;
    symbol.isField = variable.isField;
    symbol.isOutput = variable.causality == Causality::Output;
    symbol.isBoolean = variable.type == VariableType::Boolean;
    for (const EnumerationItem& item : variable.items)
        symbol.items.push_back(item.name);
    return symbol;
}

} // namespace

SymbolTable symbolTable(const Contract& contract, bool withOutputs)
{
    SymbolTable table;
    for (const Variable& input : contract.inputs)
        table.symbols.push_back(symbolOf(input));
    if (withOutputs)
        for (const Variable& output : contract.outputs)
            table.symbols.push_back(symbolOf(output));
    if (contract.axis) {
        table.axisName = contract.axis->name;
        table.axisUnit = contract.axis->unit;
        table.axisValues = contract.axis->values;
    }
    if (contract.axis2) {
        table.secondAxisName = contract.axis2->name;
        table.secondAxisUnit = contract.axis2->unit;
        table.secondAxisValues = contract.axis2->values;
    }
    return table;
}

} // namespace twin
