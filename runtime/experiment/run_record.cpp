// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/run_record.h"

#include "base/file.h"
#include "base/json.h"

#include <cerrno>
#include <cmath>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

namespace twin {

namespace {

using nlohmann::json;

constexpr std::string_view formatName = "twinwright-runs";
constexpr int currentVersion = 1;

std::string firstLine(const RunRecordSubject& subject)
{
    return json{{"format", formatName},
                {"version", currentVersion},
                {"design", subject.design},
                {"simulator", subject.simulator},
                {"runs", subject.runs}}
               .dump(-1, ' ', true) +
           "\n";
}

void appendLine(std::string& text, std::size_t position, const RunAnswer& answer)
{
    if (answer.failure) {
        text += json{{"run", position},
                     {"code", answer.failure->code},
                     {"message", answer.failure->message},
                     {"remedy", answer.failure->remedy}}
                    .dump(-1, ' ', true, json::error_handler_t::replace);
        text += '\n';
        return;
    }
    auto out = std::back_inserter(text);
    fmt::format_to(out, "{{\"run\":{},\"outputs\":[", position);
    for (const std::vector<double>& values : answer.outputs) {
        text += &values == answer.outputs.data() ? "[" : ",[";
        for (std::size_t i = 0; i < values.size(); ++i)
            fmt::format_to(out, "{}{}", i ? "," : "", values[i]);
        text += ']';
    }
    text += "]}\n";
}

bool isText(const json& line, const char* key)
{
    return line.is_object() && line.contains(key) && line[key].is_string();
}

bool isCount(const json& line, const char* key)
{
    return line.contains(key) && line[key].is_number_unsigned();
}

/// False when the line is no answer.
bool readAnswer(const json& line, std::size_t runs, std::map<std::size_t, RunAnswer>& answers)
{
    if (!line.is_object() || !isCount(line, "run") || line["run"].get<std::size_t>() >= runs)
        return false;
    RunAnswer answer;
    if (isText(line, "code") && isText(line, "message") && isText(line, "remedy")) {
        answer.failure = Diagnostic{Severity::Error,
                                    line["code"].get<std::string>(),
                                    {},
                                    line["message"].get<std::string>(),
                                    line["remedy"].get<std::string>()};
        if (answer.failure->code.empty() || answer.failure->message.empty())
            return false;
    } else {
        if (!line.contains("outputs") || !line["outputs"].is_array())
            return false;
        for (const json& values : line["outputs"]) {
            if (!values.is_array())
                return false;
            std::vector<double>& output = answer.outputs.emplace_back();
            for (const json& value : values) {
                if (!value.is_number() || !std::isfinite(value.get<double>()))
                    return false;
                output.push_back(value.get<double>());
            }
        }
    }
    answers[line["run"].get<std::size_t>()] = std::move(answer);
    return true;
}

Diagnostic noRecord(const std::string& name)
{
    return {Severity::Error, "run.record", name, fmt::format("{} is no record of runs.", name),
            "Name another file for the runs, or take this one away."};
}

/// What a kill may leave of a first line; any other text is not ours to overwrite.
bool isTornBeginning(std::string_view text)
{
    constexpr std::string_view beginning = "{\"design\":";
    return beginning.starts_with(text.substr(0, beginning.size())) ||
           text.find_first_not_of('\0') == std::string_view::npos;
}

Status readFirst(const json& line, const std::string& name, RunRecordText& record)
{
    const bool isOurs = line.is_object() && isText(line, "format") && line["format"] == formatName &&
                        isCount(line, "version") && isText(line, "design") && isText(line, "simulator") &&
                        isCount(line, "runs");
    if (!isOurs)
        return fail(noRecord(name));
    if (line["version"].get<std::size_t>() > currentVersion)
        return fail("run.record-newer", name, fmt::format("{} was written by a newer version.", name),
                    "Use that version, or take the file away to begin anew.");
    record.isStarted = true;
    record.subject = {line["design"].get<std::string>(), line["simulator"].get<std::string>(),
                      line["runs"].get<std::size_t>()};
    return {};
}

} // namespace

Result<RunRecordText> parseRunRecord(std::string_view text, const std::string& name)
{
    RunRecordText record;
    if (text.find('\n') == std::string_view::npos && !isTornBeginning(text))
        return fail(noRecord(name));
    std::size_t firstDamaged = 0;
    std::size_t number = 1;
    for (std::size_t at = 0; at < text.size(); ++number) {
        const std::size_t end = text.find('\n', at);
        if (end == std::string_view::npos)
            break;
        const Result<json> line = parseJson(text.substr(at, end - at), name);
        if (!record.isStarted) {
            if (const Status first = readFirst(line ? *line : json(), name, record); !first)
                return fail(first.error());
        } else if (line && !firstDamaged && isText(*line, "simulator") && line->contains("format")) {
            const RunRecordSubject before = record.subject;
            if (const Status later = readFirst(*line, name, record); !later)
                return fail(later.error());
            if (before.design != record.subject.design || before.runs != record.subject.runs)
                return fail(noRecord(name));
        } else if (!line || !readAnswer(*line, record.subject.runs, record.answers)) {
            firstDamaged = firstDamaged ? firstDamaged : number;
        } else if (firstDamaged) {
            return fail("run.record", fmt::format("{}:{}", name, firstDamaged),
                        fmt::format("Line {} of {} is damaged.", firstDamaged, name),
                        "Take the line out to do its run again, or take the file away to begin anew.");
        }
        at = end + 1;
        if (!firstDamaged)
            record.length = at;
    }
    return record;
}

RunRecord::RunRecord(std::filesystem::path path, int descriptor)
    : m_path(std::move(path)), m_descriptor(descriptor)
{}

RunRecord::RunRecord(RunRecord&& other) noexcept
    : m_path(std::move(other.m_path)),
      m_descriptor(std::exchange(other.m_descriptor, -1)),
      m_done(std::move(other.m_done))
{}

RunRecord::~RunRecord()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

static Status checkAnswers(const RunRecordText& text, const Contract& contract, const std::string& name)
{
    for (const auto& [position, answer] : text.answers) {
        bool fits = answer.failure.has_value() || answer.outputs.size() == contract.outputs.size();
        for (std::size_t i = 0; i < answer.outputs.size() && fits; ++i)
            fits = answer.outputs[i].size() == contract.points(contract.outputs[i]);
        if (!fits)
            return fail("run.record", name, fmt::format("{} holds other outputs than are asked for.", name),
                        "Take the file away to begin anew.");
    }
    return {};
}

static tl::unexpected<Diagnostic> recordFailure(const std::filesystem::path& path, int error)
{
    const bool isFull = error == ENOSPC || error == EDQUOT || error == EFBIG;
    const bool isMissing = error == ENOENT || error == ENOTDIR;
    const bool isClosed = error == EACCES || error == EPERM || error == EROFS;
    return fail(isFull      ? "file.full"
                : isMissing ? "file.folder-missing"
                : isClosed  ? "file.read-only"
                            : "file.write",
                path.string(),
                fmt::format("{} could not be written: {}.", path.string(), std::strerror(error)),
                "Runs that are done are kept. Make room or name another place, then give the command again.");
}

Result<RunRecord> RunRecord::open(const std::filesystem::path& path, const Contract& contract,
                                  const RunRecordSubject& subject, SimulatorChange change)
{
    const std::string name = path.filename().string();
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0)
        return recordFailure(path, errno);
    RunRecord record(path, descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0)
        return fail("run.record-busy", path.string(),
                    fmt::format("Another process is writing {}.", path.string()),
                    "Wait for it, or write the runs to another file.");
    const Result<std::string> text = readFile(path);
    if (!text)
        return fail(text.error());
    Result<RunRecordText> known = parseRunRecord(*text, name);
    if (!known)
        return fail(known.error());
    const bool sameDesign = known->subject.design == subject.design && known->subject.runs == subject.runs;
    const bool isCurrent = known->isStarted && known->subject == subject;
    if (known->isStarted && !isCurrent && !(sameDesign && change == SimulatorChange::Accept))
        return fail("run.record-other", path.string(),
                    fmt::format("{} holds runs of {}.", path.string(),
                                sameDesign ? "another simulator or command, or of an earlier state of it"
                                           : "another design"),
                    fmt::format("Write to another file, or add --fresh to begin anew{}.",
                                sameDesign ? ", or --retry to keep what did not fail" : ""));
    if (const Status fits = checkAnswers(*known, contract, path.string()); !fits)
        return fail(fits.error());
    record.m_done = std::move(known->answers);
    const auto length = static_cast<off_t>(known->isStarted ? known->length : 0);
    if (::ftruncate(descriptor, length) != 0 || ::lseek(descriptor, length, SEEK_SET) < 0)
        return recordFailure(path, errno);
    if (!isCurrent) {
        if (const Status written = record.write(firstLine(subject)); !written)
            return fail(written.error());
    }
    return record;
}

Status RunRecord::write(std::string_view text)
{
    while (!text.empty()) {
        const ssize_t count = ::write(m_descriptor, text.data(), text.size());
        if (count < 0 && errno != EINTR)
            return recordFailure(m_path, errno);
        text.remove_prefix(count > 0 ? static_cast<std::size_t>(count) : 0);
    }
    return {};
}

Status RunRecord::sync()
{
    if (::fdatasync(m_descriptor) != 0 && errno != EINVAL)
        return recordFailure(m_path, errno);
    return {};
}

Status RunRecord::append(const std::vector<std::pair<std::size_t, RunAnswer>>& answers)
{
    std::string text;
    for (const auto& [position, answer] : answers)
        appendLine(text, position, answer);
    return write(text);
}

Status RunRecord::add(std::size_t position, const RunAnswer& answer)
{
    if (!m_done.emplace(position, answer).second)
        return {};
    return append({{position, answer}});
}

void RunRecord::remove()
{
    std::error_code ignored;
    std::filesystem::remove(m_path, ignored);
}

} // namespace twin
