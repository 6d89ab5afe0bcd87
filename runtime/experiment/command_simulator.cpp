// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/command_simulator.h"

#include "base/file.h"
#include "base/json.h"
#include "base/temporary_folder.h"
#include "experiment/child_process.h"
#include "experiment/run_output.h"
#include "package/archive.h"
#include "training/run_columns.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <fstream>

namespace twin {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t outputLimit = std::size_t(64) << 20;

std::string valueText(const Variable& input, double value)
{
    if (input.type == VariableType::Enumeration && value >= 0 && value < double(input.items.size()))
        return input.items[static_cast<std::size_t>(value)].name;
    if (input.type == VariableType::Boolean)
        return value != 0 ? "true" : "false";
    return fmt::format("{}", value);
}

nlohmann::json valueJson(const Variable& input, double value)
{
    if (input.type == VariableType::Enumeration)
        return valueText(input, value);
    if (input.type == VariableType::Boolean)
        return value != 0;
    if (input.type == VariableType::Integer)
        return static_cast<std::int64_t>(value);
    return value;
}

/// A run's name as that of a folder; the position keeps two of them apart.
std::string folderName(const std::string& run, std::size_t position)
{
    std::string name;
    for (const char c : run.substr(0, 60))
        name += std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' ? c : '_';
    return name == run ? "run-" + name : fmt::format("run-{}-{}", name, position + 1);
}

/// What a program said last before it failed.
std::string lastWords(const std::string& errors)
{
    const std::size_t end = errors.find_last_not_of(" \t\r\n");
    if (end == std::string::npos)
        return {};
    const std::size_t begin = errors.find_last_of("\r\n", end);
    return fmt::format(
        " It said: \"{}\".",
        quoted(std::string_view(errors).substr(begin == std::string::npos ? 0 : begin + 1,
                                               end - (begin == std::string::npos ? 0 : begin + 1) + 1),
               200));
}

/// The file that a program is read from when it is a script for an interpreter counts as well.
std::string hashOfArguments(const std::vector<std::string>& arguments)
{
    std::string text;
    std::error_code ignored;
    for (const std::string& argument : arguments) {
        text += argument;
        text += '\0';
        if (!fs::is_regular_file(argument, ignored) || fs::file_size(argument, ignored) > (1u << 26))
            continue;
        if (const Result<std::string> content = readFile(argument))
            text += sha256Hex(*content);
    }
    return sha256Hex(text);
}

} // namespace

/// One thread's share: a folder for the runs' folders, temporary unless it is to be kept.
class CommandInstance : public SimulatorInstance
{
  public:
    CommandInstance(const CommandSimulator& simulator, fs::path folder,
                    std::unique_ptr<const TemporaryFolder> temporary)
        : m_simulator(simulator), m_folder(std::move(folder)), m_temporary(std::move(temporary))
    {}

    /// The points of the axis are taken from the answers from now on.
    void takeAxis(std::vector<double>& axis) { m_axis = &axis; }

    Result<std::vector<RunAnswer>> run(const RunBlock& block, const std::atomic<bool>& stop) override
    {
        const std::size_t width = m_simulator.m_contract->inputs.size();
        std::vector<RunAnswer> answers;
        for (std::size_t row = 0; row < block.names.size(); ++row) {
            const fs::path folder = m_folder / folderName(block.names[row], block.first + row);
            Result<RunAnswer> answer =
                runOne(block.inputs.subspan(row * width, width), block.names[row], folder, stop);
            std::error_code ignored;
            if (m_temporary)
                fs::remove_all(folder, ignored);
            if (!answer)
                return fail(std::move(answer.error()));
            answers.push_back(std::move(*answer));
        }
        return answers;
    }

  private:
    /// What the places are filled with, in the order of their names.
    std::vector<std::string> fillings(std::span<const double> inputs, const std::string& name,
                                      const fs::path& folder, const fs::path& input,
                                      const fs::path& output) const
    {
        std::vector<std::string> values;
        for (std::size_t i = 0; i < inputs.size(); ++i)
            values.push_back(valueText(m_simulator.m_contract->inputs[i], inputs[i]));
        for (const std::string& place : {name, folder.string(), input.string(), output.string()})
            values.push_back(place);
        return values;
    }

    std::string inputText(std::span<const double> inputs, const std::vector<std::string>& values) const
    {
        if (m_simulator.m_inputFile)
            return m_simulator.m_inputFile->fill(values);
        nlohmann::json json = nlohmann::json::object();
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            const Variable& input = m_simulator.m_contract->inputs[i];
            json[columnOf(m_simulator.m_columns, input.name)] = valueJson(input, inputs[i]);
        }
        return canonicalJson(json);
    }

    Result<RunAnswer> runOne(std::span<const double> inputs, const std::string& name, const fs::path& folder,
                             const std::atomic<bool>& stop) const
    {
        const CommandTask& task = m_simulator.m_task;
        const fs::path input = folder / (task.inputFile.empty() ? "inputs.json" : task.inputFile.filename());
        const fs::path output = folder / (task.outputFile.empty() ? "outputs" : task.outputFile);
        std::error_code error;
        fs::remove_all(folder, error);
        fs::create_directories(folder, error);
        const std::vector<std::string> values = fillings(inputs, name, folder, input, output);
        std::ofstream file(input, std::ios::binary);
        file << inputText(inputs, values);
        file.close();
        if (error || !file)
            return fail("file.write", input.string(), fmt::format("{} could not be written.", input.string()),
                        "Free some space on the disk, or set TMPDIR to a folder with room.");
        ChildProcess child;
        for (const CommandTemplate& argument : m_simulator.m_arguments)
            child.arguments.push_back(argument.fill(values));
        child.input = input;
        child.folder = task.inFolder ? folder : fs::path();
        child.limit = task.limit;
        child.outputLimit = outputLimit;
        const Result<ChildOutcome> outcome = runChild(child, stop);
        if (!outcome)
            return fail(outcome.error());
        if (outcome->end == ChildOutcome::End::Stopped)
            return fail("run.cancelled", {}, "The runs were stopped.");
        RunAnswer answer;
        answer.failure = failureOf(*outcome);
        if (answer.failure)
            return answer;
        auto outputs = answerOf(*outcome, output, inputs);
        if (outputs)
            answer.outputs = std::move(*outputs);
        else
            answer.failure = std::move(outputs.error());
        return answer;
    }

    std::optional<Diagnostic> failureOf(const ChildOutcome& outcome) const
    {
        const std::string words = lastWords(outcome.errors);
        const auto failure = [&](const char* code, std::string message, std::string remedy) {
            return Diagnostic{Severity::Error, code, {}, message + words, std::move(remedy)};
        };
        switch (outcome.end) {
        case ChildOutcome::End::TimedOut:
            return failure("run.time",
                           fmt::format("It was ended after {} s.", m_simulator.m_task.limit.count()),
                           "Allow it more time with --time-limit, or narrow the ranges.");
        case ChildOutcome::End::TooMuchOutput:
            return failure("run.output-size", fmt::format("It printed more than {} MB.", outputLimit >> 20),
                           "Print the outputs of the contract and nothing else.");
        case ChildOutcome::End::Signalled:
            return failure(
                "run.crashed",
                fmt::format("It was ended by signal {} ({}).", outcome.code, strsignal(outcome.code)),
                "Run the command by hand with these inputs.");
        default:
            break;
        }
        if (outcome.code == 0)
            return std::nullopt;
        return failure("run.exit-code", fmt::format("It ended with exit code {}.", outcome.code),
                       "Run the command by hand with these inputs.");
    }

    Result<std::vector<std::vector<double>>> answerOf(const ChildOutcome& outcome, const fs::path& output,
                                                      std::span<const double> inputs) const
    {
        if (m_simulator.m_task.outputFile.empty())
            return read(outcome.output, inputs);
        const std::string name = m_simulator.m_task.outputFile.string();
        std::error_code ignored;
        if (!fs::exists(output, ignored))
            return fail("run.output-file", {}, fmt::format("It left no file {} to read.", name),
                        "Check where the command writes: {output} and {folder} are places in its arguments.");
        if (!fs::is_regular_file(output, ignored)) // a pipe would be waited for
            return fail("run.output-file", {},
                        fmt::format("What it left as {} is a folder, a pipe or a device, and no file.", name),
                        "Let the command write its answer into a file.");
        const Result<std::string> text = readFile(output, outputLimit);
        if (!text)
            return fail("run.output-file", {}, text.error().message, text.error().remedy);
        return read(*text, inputs);
    }

    Result<std::vector<std::vector<double>>> read(std::string_view text, std::span<const double> inputs) const
    {
        if (!m_axis)
            return readRunOutput(text, *m_simulator.m_contract, m_simulator.m_columns, inputs);
        auto found = readRunOutputWithAxis(text, *m_simulator.m_contract, m_simulator.m_columns, inputs);
        if (!found)
            return fail(found.error());
        *m_axis = std::move(found->axis);
        return std::move(found->outputs);
    }

    const CommandSimulator& m_simulator;
    fs::path m_folder;
    std::unique_ptr<const TemporaryFolder> m_temporary; ///< null: the folder is kept
    std::vector<double>* m_axis = nullptr;              ///< null: the contract has it
};

Result<CommandSimulator> CommandSimulator::create(const Contract& contract,
                                                  std::map<std::string, std::string> columns,
                                                  const CommandTask& task)
{
    CommandSimulator made;
    made.m_contract = &contract;
    made.m_columns = std::move(columns);
    made.m_task = task;
    std::vector<std::string> names;
    for (const Variable& input : contract.inputs)
        names.push_back(input.name);
    for (const char* name : {"run", "folder", "input", "output"})
        names.emplace_back(name);
    if (task.arguments.empty())
        return fail("run.command", {}, "There is no command.", "Write it after --.");
    Result<std::string> program = findProgram(task.arguments.front());
    if (!program)
        return fail(program.error());
    for (std::size_t i = 0; i < task.arguments.size(); ++i) {
        // A path found on the disk is no text with places.
        const bool isProgram = i == 0;
        auto argument = isProgram
                            ? CommandTemplate::parse(*program, {}, CommandTemplate::Unknown::Stand, {})
                            : CommandTemplate::parse(task.arguments[i], names,
                                                     CommandTemplate::Unknown::Refuse, task.arguments[i]);
        if (!argument)
            return fail(argument.error());
        made.m_arguments.push_back(std::move(*argument));
        if (!isProgram && made.m_task.outputFile.empty() &&
            task.arguments[i].find("{output}") != std::string::npos)
            made.m_task.outputFile = "outputs";
    }
    const fs::path& outputFile = made.m_task.outputFile;
    if (outputFile.is_absolute() ||
        std::find(outputFile.begin(), outputFile.end(), fs::path("..")) != outputFile.end())
        return fail(
            "run.output-file", {},
            fmt::format("{} lies outside of the run's own folder: runs at once would read each other's "
                        "answers there.",
                        outputFile.string()),
            "Give a name, and let the command write to {output}, or run it with --in-folder.");
    std::string identity =
        "command " + hashOfArguments(task.arguments) + " " + made.m_task.outputFile.string();
    if (!task.inputFile.empty()) {
        const Result<std::string> text = readFile(task.inputFile);
        if (!text)
            return fail(text.error());
        auto filled =
            CommandTemplate::parse(*text, names, CommandTemplate::Unknown::Stand, task.inputFile.string());
        if (!filled)
            return fail(filled.error());
        if (filled->isEmpty())
            return fail("run.placeholder", task.inputFile.string(),
                        fmt::format("{} has no place for any input: every run would be the same.",
                                    task.inputFile.string()),
                        "Write {NAME} where the value of an input belongs.");
        const bool isNamed =
            std::any_of(task.arguments.begin(), task.arguments.end(), [](const std::string& each) {
                return each.find("{input}") != std::string::npos ||
                       each.find("{folder}") != std::string::npos;
            });
        if (!task.inFolder && !isNamed)
            return fail(
                "run.input-file", {},
                fmt::format("{} is filled in for each run in a folder of its own, but the command neither "
                            "runs there nor is told where that is.",
                            task.inputFile.string()),
                "Add --in-folder, or write {input} for the file's path in the command.");
        made.m_inputFile = std::move(*filled);
        identity += " " + sha256Hex(*text);
    }
    made.m_identity = std::move(identity);
    return made;
}

Result<FirstAnswer> CommandSimulator::askForAxis(const Contract& contract,
                                                 std::map<std::string, std::string> columns,
                                                 const CommandTask& task, const RunSet& design,
                                                 const std::atomic<bool>& stop)
{
    constexpr std::size_t mostTried = 5;
    const auto simulator = create(contract, std::move(columns), task);
    if (!simulator)
        return fail(simulator.error());
    const auto instance = simulator->instantiate();
    if (!instance)
        return fail(instance.error());
    FirstAnswer first;
    static_cast<CommandInstance&>(**instance).takeAxis(first.axis);
    const std::size_t width = contract.inputs.size();
    std::optional<Diagnostic> failure;
    for (first.run = 0; first.run < std::min(mostTried, design.runs); ++first.run) {
        const RunBlock block{first.run, std::span(design.inputs).subspan(first.run * width, width),
                             std::span(design.names).subspan(first.run, 1)};
        auto answers = (*instance)->run(block, stop);
        if (!answers)
            return fail(answers.error());
        first.answer = std::move(answers->front());
        if (!first.answer.failure)
            return first;
        if (!failure) {
            failure = first.answer.failure;
            failure->message =
                fmt::format("Run {} was to say at which points of the axis the answers are, and "
                            "failed. {}",
                            design.names[first.run], failure->message);
        }
    }
    return fail(std::move(*failure));
}

Result<std::unique_ptr<SimulatorInstance>> CommandSimulator::instantiate() const
{
    std::error_code error;
    if (!m_task.keep.empty()) {
        fs::create_directories(m_task.keep, error);
        const fs::path folder = fs::absolute(m_task.keep, error);
        if (error)
            return fail("file.folder-missing", m_task.keep.string(),
                        fmt::format("The folder {} could not be made.", m_task.keep.string()),
                        "Name a folder that you may write.");
        return std::make_unique<CommandInstance>(*this, folder, nullptr);
    }
    const fs::path place = fs::temp_directory_path(error);
    auto temporary = TemporaryFolder::make(error ? fs::path("/tmp") : place, "xdt-run-");
    if (!temporary)
        return fail(std::move(temporary.error()));
    const fs::path folder = (*temporary)->path();
    return std::make_unique<CommandInstance>(*this, folder, std::move(*temporary));
}

} // namespace twin
