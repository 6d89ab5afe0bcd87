// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"
#include "experiment/simulator.h"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace twin {

/// What a record of runs is of: answers to the same questions by the same simulator, or none.
struct RunRecordSubject
{
    std::string design;    ///< hash of the design's points and of what is asked of them
    std::string simulator; ///< its identity
    std::size_t runs = 0;
    bool operator==(const RunRecordSubject&) const = default;
};

/// A record's text as far as it can be trusted.
struct RunRecordText
{
    bool isStarted = false; ///< the first line is there
    RunRecordSubject subject;
    std::map<std::size_t, RunAnswer> answers; ///< by position in the design; the last of several counts
    std::size_t length = 0;                   ///< bytes of the whole lines; what follows was torn by a kill
};

/// Reads a record: a first line that says what it is of, then one JSON object a line for each run; a later
/// line like the first says that the simulator has changed. A torn end is left out. Errors "run.record" when
/// a line before the end is damaged, "run.record-newer".
Result<RunRecordText> parseRunRecord(std::string_view text, const std::string& name);

/// Whether runs may be kept that an earlier state of the simulator has answered.
enum class SimulatorChange
{
    Refuse,
    Accept
};

/// The runs that are done, kept in a file while others are still going on: append-only. What append() has taken
/// outlives the process, what sync() has taken outlives a power failure. One process at a time.
class RunRecord
{
  public:
    /// Takes up what `path` holds, or starts it. Errors: "run.record-other" when it is of another design or
    /// simulator, "run.record-busy" when another process writes it, those of parseRunRecord, and "file.*".
    static Result<RunRecord> open(const std::filesystem::path& path, const Contract& contract,
                                  const RunRecordSubject& subject, SimulatorChange change);
    RunRecord(RunRecord&& other) noexcept;
    RunRecord& operator=(RunRecord&&) = delete;
    ~RunRecord();

    const std::map<std::size_t, RunAnswer>& done() const { return m_done; }
    Status append(const std::vector<std::pair<std::size_t, RunAnswer>>& answers);
    /// Waits until all of it is on the disk; may be called while another thread appends.
    Status sync();
    /// Takes in an answer that was there before the record was, unless that run is done.
    Status add(std::size_t position, const RunAnswer& answer);
    /// Takes the file away, when all that it holds is in a better place.
    void remove();

  private:
    RunRecord(std::filesystem::path path, int descriptor);
    Status write(std::string_view text);

    std::filesystem::path m_path;
    int m_descriptor = -1;
    std::map<std::size_t, RunAnswer> m_done;
};

} // namespace twin
