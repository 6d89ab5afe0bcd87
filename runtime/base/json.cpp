// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace twin {
namespace {

constexpr std::size_t lineWidth = 110;

std::string placeInText(std::string_view text, std::size_t position)
{
    const std::string_view before = text.substr(0, std::min(position, text.size()));
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t lineStart = before.rfind('\n');
    const std::size_t column =
        lineStart == std::string_view::npos ? before.size() : before.size() - lineStart - 1;
    return fmt::format("line {}, column {}", line, std::max<std::size_t>(column, 1));
}

/// Builds the value while it is read, so that a text that is too deep or says a thing twice is refused on the
/// spot.
class JsonReader : public nlohmann::json_sax<nlohmann::json>
{
  public:
    JsonReader(std::string_view text, const std::string& name) : m_text(text), m_name(name) {}

    nlohmann::json value;
    Diagnostic error;

    bool null() override { return add(nullptr); }
    bool boolean(bool v) override { return add(v); }
    bool number_integer(number_integer_t v) override { return add(v); }
    bool number_unsigned(number_unsigned_t v) override { return add(v); }
    bool number_float(number_float_t v, const string_t&) override { return add(v); }
    bool string(string_t& v) override { return add(std::move(v)); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(nlohmann::json::object()); }
    bool start_array(std::size_t) override { return open(nlohmann::json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t& name) override
    {
        if (m_open.back()->contains(name)) {
            error = {Severity::Error, "json.duplicate-key", m_name,
                     fmt::format("{} holds the key \"{}\" twice in one object.", m_name, name),
                     "Remove one of the two."};
            return false;
        }
        m_key = std::move(name);
        return true;
    }

    bool parse_error(std::size_t position, const std::string& token,
                     const nlohmann::json::exception& why) override
    {
        const std::string place = placeInText(m_text, position);
        const bool tooLarge = dynamic_cast<const nlohmann::json::out_of_range*>(&why) != nullptr;
        const bool ended = position == 0 || position > m_text.size();
        error = {Severity::Error, "json.syntax", m_name,
                 tooLarge ? fmt::format("{} holds a number that is too large at {}.", m_name, place)
                 : ended  ? fmt::format("{} is not valid JSON: it ends at {}, in the middle.", m_name, place)
                          : fmt::format("{} is not valid JSON: unexpected \"{}\" at {}.", m_name,
                                        printable(unexpectedPart(token)), place),
                 ended ? "Use a complete copy of the file." : remedyFor(m_text[position - 1])};
        return false;
    }

  private:
    /// `token` is what was read last, and may begin with what still was right.
    static std::string unexpectedPart(const std::string& token)
    {
        const std::size_t before = token.find_last_of(" \t\r\n,:[]{}");
        return before == token.npos || before + 1 == token.size()
                   ? token.substr(token.empty() ? 0 : token.size() - 1)
                   : token.substr(before + 1);
    }

    /// For the slips that are made most: `last` is the first character that was not expected.
    static const char* remedyFor(char last)
    {
        switch (last) {
        case ']':
        case '}':
            return "Take out the comma before it, or complete what it follows.";
        case '\'':
            return "Write texts in double quotes.";
        case '/':
        case '#':
            return "Take out the comment: JSON has none.";
        case '"':
        case '{':
        case '[':
            return "Put a comma before it, or a colon after a name.";
        default:
            return "Correct the text at that place.";
        }
    }

    static std::string printable(const std::string& token)
    {
        constexpr std::size_t longest = 40;
        std::string text = token.substr(token.size() - std::min(token.size(), longest));
        std::replace_if(
            text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c > 0x7e; }, '?');
        return text;
    }

    nlohmann::json* put(nlohmann::json&& item)
    {
        if (m_open.empty()) {
            value = std::move(item);
            return &value;
        }
        nlohmann::json& parent = *m_open.back();
        if (parent.is_array())
            return &parent.emplace_back(std::move(item));
        return &(parent[m_key] = std::move(item));
    }

    template <class T>
    bool add(T&& item)
    {
        put(nlohmann::json(std::forward<T>(item)));
        return true;
    }

    bool open(nlohmann::json&& container)
    {
        if (m_open.size() >= jsonDepthLimit) {
            error = {Severity::Error, "json.depth", m_name,
                     fmt::format("{} is nested deeper than {} levels.", m_name, jsonDepthLimit),
                     "No file of Twinwright is; use the original file."};
            return false;
        }
        m_open.push_back(put(std::move(container)));
        return true;
    }

    bool close()
    {
        m_open.pop_back();
        return true;
    }

    std::string_view m_text;
    const std::string& m_name;
    std::string m_key;
    std::vector<nlohmann::json*> m_open;
};

bool isScalar(const nlohmann::json& value)
{
    return !value.is_structured() || value.empty();
}

void appendScalar(std::string& out, const nlohmann::json& value)
{
    if (!value.is_number_float()) {
        out += value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        return;
    }
    const double number = value.get<double>();
    if (!std::isfinite(number)) {
        out += "null";
        return;
    }
    char digits[40];
    // Adding zero turns -0 into 0: equal values, equal bytes.
    const auto end = std::to_chars(std::begin(digits), std::end(digits), number + 0.0).ptr;
    out.append(digits, end);
}

/// The array on one line, or nothing when it does not fit there.
std::string onOneLine(const nlohmann::json& array, std::size_t room)
{
    std::string line = "[";
    for (const nlohmann::json& item : array) {
        if (!isScalar(item))
            return {};
        if (line.size() > 1)
            line += ", ";
        appendScalar(line, item);
        if (line.size() > room)
            return {};
    }
    return line + "]";
}

void append(std::string& out, const nlohmann::json& value, std::size_t indent)
{
    if (isScalar(value)) {
        appendScalar(out, value);
        return;
    }
    const std::size_t inner = indent + 2;
    if (value.is_array()) {
        if (const std::string line = onOneLine(value, lineWidth - std::min(lineWidth, indent));
            !line.empty()) {
            out += line;
            return;
        }
    }
    out += value.is_array() ? '[' : '{';
    bool first = true;
    for (auto item = value.begin(); item != value.end(); ++item) {
        out += first ? "\n" : ",\n";
        first = false;
        out.append(inner, ' ');
        if (value.is_object()) {
            appendScalar(out, item.key());
            out += ": ";
        }
        append(out, *item, inner);
    }
    out += '\n';
    out.append(indent, ' ');
    out += value.is_array() ? ']' : '}';
}

} // namespace

Result<nlohmann::json> parseJson(std::string_view text, const std::string& name)
{
    JsonReader reader(text, name);
    if (!nlohmann::json::sax_parse(text.begin(), text.end(), &reader))
        return fail(reader.error);
    return std::move(reader.value);
}

std::string canonicalJson(const nlohmann::json& json)
{
    std::string out;
    append(out, json, 0);
    out += '\n';
    return out;
}

} // namespace twin
