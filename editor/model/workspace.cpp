// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/workspace.h"

#include "base/file.h"
#include "document/validate.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QImageReader>

namespace twin {

namespace {

constexpr std::size_t imageLimit = std::size_t(20) << 20;

std::string packageFileOf(const Document& document)
{
    const auto package = document.root.properties.find("package");
    if (package == document.root.properties.end() || !package->is_object())
        return {};
    const auto path = package->find("path");
    return path != package->end() && path->is_string() ? path->get<std::string>() : std::string();
}

nlohmann::json packageReference(const std::string& file, const Contract& contract)
{
    return {{"path", file}, {"id", contract.id}, {"version", contract.version}};
}

} // namespace

Workspace::Workspace(const Catalog& types, QObject* parent)
    : QObject(parent), m_model(types), m_selection(m_model)
{
    m_context.catalog = &types;
    m_context.document = &m_model.document();
    m_context.assets = &m_assets;
    m_context.theme = Theme::light();
    m_checkSoon.setSingleShot(true);
    m_checkSoon.setInterval(0);
    connect(&m_checkSoon, &QTimer::timeout, this, &Workspace::check);
    m_sessionSoon.setSingleShot(true);
    m_sessionSoon.setInterval(300);
    connect(&m_sessionSoon, &QTimer::timeout, this, [this] {
        m_sessionRules = appRules(document(), catalog());
        openSession();
        emit viewsOutdated();
    });
    connect(&m_model, &DocumentModel::changed, this, &Workspace::documentChanged);
}

Workspace::~Workspace() = default;

void Workspace::open(Bundle bundle, bool modified)
{
    m_session.reset();
    m_context.session = nullptr;
    m_context.contract = nullptr;
    m_packages.clear();
    m_package = bundle.package;
    if (m_package)
        m_packages[packageFileOf(bundle.document)] = m_package;
    m_assets = std::move(bundle.assets);
    m_loading = std::move(bundle.diagnostics);
    m_context.contract = contract();
    m_sessionRules = appRules(bundle.document, catalog());
    m_selection.clear();
    m_model.reset(std::move(bundle.document), modified);
    openSession();
    emit contractChanged();
    emit viewsOutdated();
    check();
}

Bundle Workspace::bundle() const
{
    Bundle bundle;
    bundle.document = m_model.document();
    bundle.package = m_package;
    bundle.assets = m_assets;
    return bundle;
}

void Workspace::saved(const Document& onDisk)
{
    if (onDisk != document()) {
        m_packages[packageFileOf(onDisk)] = m_package;
        (void)m_model.push(
            Change{SetPropertyChange{document().root.id, "package", onDisk.root.properties.at("package")}});
    }
    m_model.setSaved();
}

Status Workspace::perform(Result<Edit> edit)
{
    Status status;
    if (!edit)
        status = fail(edit.error());
    else if (status = m_model.push(std::move(edit->change), edit->text); status)
        m_selection.set(edit->select);
    if (!status && !status.error().message.empty())
        emit refused(QString::fromStdString(status.error().message + " " + status.error().remedy).trimmed());
    return status;
}

Status Workspace::choosePackage(const std::filesystem::path& path)
{
    Result<std::shared_ptr<const Package>> package = readPackage(path);
    if (!package)
        return fail(package.error());
    const std::string file = path.filename().string();
    m_packages[file] = *package;
    const Change change{
        SetPropertyChange{document().root.id, "package", packageReference(file, (*package)->contract)}};
    // Choosing a newer file of the same name and version leaves the document as it is, but not what is behind
    // it.
    if (document().root.properties.value("package", nlohmann::json()) ==
        *std::get<SetPropertyChange>(change.what).value) {
        followPackage();
        return {};
    }
    return m_model.push(change);
}

Result<std::string> Workspace::addImage(const std::filesystem::path& path)
{
    Result<std::string> bytes = readFile(path, imageLimit);
    if (!bytes)
        return fail(bytes.error());
    const QString file = QString::fromStdString(path.string());
    if (!QImageReader(file).canRead()) {
        return fail("image.format", path.string(),
                    path.filename().string() + " is not an image that can be shown.",
                    "Choose an SVG, PNG or JPEG file.");
    }
    const std::string stem = path.stem().string();
    std::string name = path.filename().string();
    for (int n = 2; m_assets.contains(name) && m_assets[name] != *bytes; ++n)
        name = stem + "-" + std::to_string(n) + path.extension().string();
    m_assets[name] = std::move(*bytes);
    return name;
}

void Workspace::setTheme(const Theme& theme)
{
    m_context.theme = theme;
    emit viewsOutdated();
}

void Workspace::documentChanged(const Touched& touched)
{
    if (touched.nodes.contains(QString::fromStdString(document().root.id)))
        followPackage();
    if (appRules(document(), catalog()) != m_sessionRules)
        m_sessionSoon.start();
    m_checkSoon.start();
}

void Workspace::followPackage()
{
    const auto found = m_packages.find(packageFileOf(document()));
    const std::shared_ptr<const Package> package = found == m_packages.end() ? nullptr : found->second;
    if (package == m_package)
        return;
    m_session.reset();
    m_context.session = nullptr;
    m_package = package;
    m_context.contract = contract();
    m_loading.clear();
    openSession();
    emit contractChanged();
    emit viewsOutdated();
}

void Workspace::openSession()
{
    std::vector<double> inputs;
    if (m_session && m_package)
        inputs = m_session->session().inputs();
    m_context.session = nullptr;
    m_session.reset();
    if (!m_package)
        return;
    // A rule that does not compile yet is one of the findings; the canvas goes on without it.
    std::vector<GuardrailRule> rules;
    for (const GuardrailRule& rule : m_sessionRules) {
        if (GuardrailSet::compile(m_package->contract, nullptr, std::span(&rule, 1)))
            rules.push_back(rule);
    }
    Result<std::unique_ptr<Session>> session = Session::open(m_package, rules, Session::Mode::Threaded);
    if (!session)
        return;
    m_session = std::make_unique<LiveSession>(std::move(*session));
    m_context.session = m_session.get();
    if (inputs.size() == m_package->contract.inputs.size())
        m_session->setInputs(inputs);
    else
        m_session->evaluate();
}

void Workspace::check()
{
    m_findings = m_loading;
    const Diagnostics found = validate(document(), catalog(), contract());
    for (const Diagnostic& diagnostic : found) {
        if (std::find(m_findings.begin(), m_findings.end(), diagnostic) == m_findings.end())
            m_findings.push_back(diagnostic);
    }
    emit findingsChanged();
}

} // namespace twin
