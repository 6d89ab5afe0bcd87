// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/html_page.h"

#include "report/html_style.h"
#include "report/html_text.h"
#include "report/plot_svg.h"

#include <fmt/format.h>

namespace twin {

namespace {

class Page
{
  public:
    explicit Page(const ReportDocument& document) : m_document(document) {}

    std::string html()
    {
        const std::string title = escapeHtml(m_document.title);
        m_text = fmt::format(
            "<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n"
            "<meta charset=\"utf-8\"/>\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
            "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
            "'unsafe-inline'\"/>\n<title>Validation report: "
            "{}</title>\n<style>\n{}{}</style>\n</head>\n<body>\n",
            title, pageStyle(), plotStyle());
        m_text += fmt::format("<header>\n<p class=\"kind\">Validation report</p>\n<h1>{}</h1>\n"
                              "<p class=\"subtitle\">{}</p>\n",
                              title, escapeHtml(m_document.subtitle));
        if (!m_document.fidelity.empty())
            m_text += fmt::format("<p class=\"fidelity\">{}</p>\n", escapeHtml(m_document.fidelity));
        m_text += "</header>\n";
        addContents();
        m_text += "<main>\n";
        for (std::size_t i = 0; i < m_document.sections.size(); ++i)
            add(m_document.sections[i], i);
        m_text += fmt::format("</main>\n<footer>\n<p>{}</p>\n</footer>\n</body>\n</html>\n",
                              escapeHtml(m_document.imprint));
        return std::move(m_text);
    }

  private:
    void addContents()
    {
        m_text += "<nav aria-label=\"Contents\">\n<ul>\n";
        for (std::size_t i = 0; i < m_document.sections.size(); ++i)
            if (!m_document.sections[i].isMinor)
                m_text += fmt::format("<li><a href=\"#s{}\">{}</a></li>\n", i,
                                      escapeHtml(m_document.sections[i].title));
        m_text += "</ul>\n</nav>\n";
    }

    void add(const ReportSection& section, std::size_t index)
    {
        const char* heading = section.isMinor ? "h3" : "h2";
        m_text += fmt::format("<section{} aria-labelledby=\"s{}\">\n<{} id=\"s{}\">{}</{}>\n",
                              section.isMinor ? " class=\"minor\"" : "", index, heading, index,
                              escapeHtml(section.title), heading);
        for (const ReportBlock& block : section.blocks)
            std::visit([this](const auto& content) { add(content); }, block);
        m_text += "</section>\n";
    }

    void add(const ReportParagraph& paragraph)
    {
        m_text += fmt::format("<p{}>{}</p>\n", paragraph.isNote ? " class=\"note\"" : "",
                              escapeHtml(paragraph.text));
    }

    void add(const ReportList& list)
    {
        if (list.items.empty())
            return;
        const char* tone = list.tone == ReportList::Tone::Good      ? "good"
                           : list.tone == ReportList::Tone::Caution ? "caution"
                                                                    : "plain";
        m_text += fmt::format("<div class=\"list {}\">\n", tone);
        if (!list.title.empty())
            m_text += fmt::format("<p class=\"list-title\">{}</p>\n", escapeHtml(list.title));
        m_text += "<ul>\n";
        for (const std::string& item : list.items)
            m_text += fmt::format("<li>{}</li>\n", escapeHtml(item));
        m_text += "</ul>\n</div>\n";
    }

    void add(const ReportTable& table)
    {
        if (table.rows.empty())
            return;
        if (table.isAside)
            m_text += fmt::format("<details>\n<summary>{}</summary>\n", escapeHtml(table.caption));
        m_text += "<div class=\"wide\">\n<table>\n";
        if (!table.caption.empty() && !table.isAside)
            m_text += fmt::format("<caption>{}</caption>\n", escapeHtml(table.caption));
        m_text += "<thead><tr>";
        for (const ReportTable::Column& column : table.columns)
            m_text += fmt::format("<th scope=\"col\"{}>{}</th>", column.isNumber ? " class=\"number\"" : "",
                                  escapeHtml(column.heading));
        m_text += "</tr></thead>\n<tbody>\n";
        for (const std::vector<std::string>& row : table.rows)
            addRow(table, row);
        m_text += "</tbody>\n</table>\n</div>\n";
        if (table.isAside)
            m_text += "</details>\n";
    }

    void addRow(const ReportTable& table, const std::vector<std::string>& row)
    {
        m_text += "<tr>";
        for (std::size_t i = 0; i < row.size(); ++i) {
            const char* kind = table.columns[i].isNumber ? " class=\"number\"" : "";
            m_text += i == 0 ? fmt::format("<th scope=\"row\"{}>{}</th>", kind, escapeHtml(row[i]))
                             : fmt::format("<td{}>{}</td>", kind, escapeHtml(row[i]));
        }
        m_text += "</tr>\n";
    }

    void add(const ReportPlots& group)
    {
        m_text += "<div class=\"plots\">\n";
        for (const Plot& plot : group.plots)
            m_text += fmt::format("<figure>\n<figcaption>{}</figcaption>\n{}\n</figure>\n",
                                  escapeHtml(plot.title), plotSvg(plot, fmt::format("p{}", m_plots++)));
        m_text += "</div>\n";
    }

    const ReportDocument& m_document;
    std::string m_text;
    std::size_t m_plots = 0;
};

} // namespace

std::string htmlPage(const ReportDocument& document)
{
    return Page(document).html();
}

} // namespace twin
