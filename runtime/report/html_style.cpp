// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/html_style.h"

namespace twin {

std::string_view pageStyle()
{
    // Contrast of all text on its ground is at least 4.5 to 1, of lines and marks 3 to 1 (WCAG 2.1, 1.4.3 and
    // 1.4.11).
    return R"(:root { --paper: #ffffff; --ground: #f4f6f8; --ink: #17202a; --soft: #52606d; --line: #dde3e9;
  --answer: #1668b8; --warning: #b34700; --good: #1d7044; --cells: 1; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #151b22; --ground: #1d252e; --ink: #e8edf2; --soft: #a7b3bf; --line: #33404d;
    --answer: #6cb2f5; --warning: #ffa05c; --good: #6fce9b; --cells: 0.74; }
}
* { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); color-scheme: light dark; scroll-padding-top: 1rem; }
body { margin: 0 auto; max-width: 68rem; padding: 1.5rem 1.25rem 3rem;
  font: 1rem/1.5 Inter, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.35rem; line-height: 1.25; margin: 2.5rem 0 0.6rem; padding-top: 0.8rem; border-top: 2px solid var(--line); }
h3 { font-size: 1.1rem; line-height: 1.3; margin: 1.8rem 0 0.5rem; }
p { margin: 0.5rem 0; max-width: 46rem; }
a { color: var(--answer); }
a:focus-visible, summary:focus-visible { outline: 3px solid var(--answer); outline-offset: 2px; }
.kind { color: var(--soft); margin: 0; }
.subtitle { color: var(--soft); }
.fidelity { background: var(--ground); border-left: 4px solid var(--answer); padding: 0.6rem 0.9rem; max-width: none; }
.note { color: var(--soft); font-size: 0.9rem; }
nav ul { list-style: none; margin: 1rem 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; }
.list { border-left: 4px solid var(--line); background: var(--ground); padding: 0.6rem 1rem; margin: 0.8rem 0; }
.list.plain { background: none; border: 0; padding: 0; }
.list.good { border-color: var(--good); }
.list.caution { border-color: var(--warning); }
.list ul { margin: 0.2rem 0; padding-left: 1.2rem; }
.list li { margin: 0.2rem 0; }
.list-title { font-weight: 600; margin: 0; }
.list.good .list-title::before { content: "\2713\00a0"; color: var(--good); }
.list.caution .list-title::before { content: "\26a0\00a0"; color: var(--warning); }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 1.2rem; margin: 0.8rem 0; }
figure { margin: 0; min-width: 0; max-width: 40rem; break-inside: avoid; }
figcaption { font-weight: 600; font-size: 0.95rem; margin-bottom: 0.3rem; }
.wide { overflow-x: auto; margin: 0.8rem 0; }
table { border-collapse: collapse; font-size: 0.92rem; }
caption { text-align: left; font-weight: 600; padding-bottom: 0.3rem; }
th, td { text-align: left; padding: 0.28rem 1rem 0.28rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
tbody th { font-weight: 400; }
thead th { color: var(--soft); font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
summary { cursor: pointer; color: var(--answer); font-size: 0.92rem; }
footer { margin-top: 2.5rem; padding-top: 0.8rem; border-top: 2px solid var(--line); color: var(--soft); font-size: 0.85rem;
  overflow-wrap: anywhere; }
footer p { max-width: none; }
@page { size: A4; margin: 16mm 14mm; }
@media print {
  :root { --paper: #ffffff; --ground: #f4f6f8; --ink: #000000; --soft: #45525e; --line: #c9d1d9;
    --answer: #1668b8; --warning: #b34700; --good: #1d7044; --cells: 1; }
  html { color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  nav, details { display: none; }
  a { color: inherit; text-decoration: none; }
  h2, h3, caption, .list-title { break-after: avoid; }
  tr, .list, .fidelity { break-inside: avoid; }
  .plots { grid-template-columns: 1fr 1fr; }
  .wide { overflow: visible; }
  .list, .fidelity, .cell { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
)";
}

} // namespace twin
