// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bundle/bundle.h"

#include <QDateTime>
#include <QDir>
#include <QLockFile>
#include <QString>

#include <memory>
#include <vector>

namespace twin {

/// What a builder that was killed left behind.
struct RecoveryRecord
{
    QString recordFile; ///< where it lies
    QString appFile;    ///< the app's own file; empty when it was never saved
    QString title;
    QDateTime time;
};

/// Keeps a copy of the unsaved app in a folder of the program's own, so that a kill loses seconds at most. Each running builder writes
/// one record and holds a lock on it; a record without a holder is what a killed one left.
class Recovery
{
  public:
    explicit Recovery(QDir folder);
    ~Recovery();

    /// Where the builder keeps them: "recovery" in the program's data folder.
    static QDir standardFolder();

    /// Writes document, package and images as a bundle, with the name of the file that they belong to. Atomic.
    Status write(const Bundle& bundle, const Catalog& catalog, const QString& appFile);
    /// All is saved: nothing to recover from this builder.
    void clear();

    std::vector<RecoveryRecord> abandoned() const;
    static Result<Bundle> read(const RecoveryRecord& record, const Catalog& catalog);
    static void discard(const RecoveryRecord& record);

  private:
    QDir m_folder;
    QString m_name;
    std::unique_ptr<QLockFile> m_lock;
};

} // namespace twin
