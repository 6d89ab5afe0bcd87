// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/plot.h"

#include <string>
#include <variant>
#include <vector>

namespace twin {

/// A validation report ready to be set: words, tables and plots in order, with no say in how they look. A
/// page in HTML is one way to set it (html_page.h), a printed document another.
struct ReportParagraph
{
    std::string text;
    bool isNote = false; ///< smaller: how something was measured, where it comes from
};

struct ReportList
{
    std::string title; ///< may be empty
    std::vector<std::string> items;
    enum class Tone
    {
        Plain,
        Good,   ///< what may be relied on
        Caution ///< what may not
    };
    Tone tone = Tone::Plain;
};

struct ReportTable
{
    struct Column
    {
        std::string heading;
        bool isNumber = false;
    };
    std::string caption;
    std::vector<Column> columns;
    std::vector<std::vector<std::string>> rows; ///< one text for each column; the first names the row
    bool isAside = false; ///< the figures of a plot, for who wants them: may be folded away on a screen
};

/// Plots side by side where there is room.
struct ReportPlots
{
    std::vector<Plot> plots;
};

using ReportBlock = std::variant<ReportParagraph, ReportList, ReportTable, ReportPlots>;

struct ReportSection
{
    std::string title;
    std::vector<ReportBlock> blocks;
    bool isMinor = false; ///< below the section before it
};

struct ReportDocument
{
    std::string title;    ///< of the twin
    std::string subtitle; ///< version, review date
    std::string fidelity; ///< the statement that stands on every screen
    std::vector<ReportSection> sections;
    std::string imprint; ///< what this is a report of, exactly: hashes, tool
};

} // namespace twin
