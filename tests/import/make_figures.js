#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// make_figures.js FOLDER: what onnxruntime-node (installed under FOLDER/node_modules by
// `npm install --ignore-scripts onnxruntime-node`) answers for the models of this folder. Prints figures.json.
const fs = require("fs"), path = require("path");
const folder = path.resolve(process.argv[2]);
const ort = require(path.join(folder, "node_modules", "onnxruntime-node"));
const version = require(path.join(folder, "node_modules", "onnxruntime-node", "package.json")).version;

// Points that need no random numbers: multiples of square roots, modulo 1, in -1..1.
function points(rows, width, shift) {
  const values = [];
  for (let r = 0; r < rows; ++r)
    for (let k = 0; k < width; ++k) {
      const turn = (r + 1) * Math.sqrt(2 + k + shift);
      values.push(Math.fround(2 * (turn - Math.floor(turn)) - 1));
    }
  return values;
}

async function main() {
  const figures = { peer: "onnxruntime-node " + version, models: {} };
  const models = path.join(__dirname, "models");
  for (const file of fs.readdirSync(models).sort()) {
    const session = await ort.InferenceSession.create(path.join(models, file), { logSeverityLevel: 3 });
    const double = file.startsWith("float64");
    const rows = file === "clip-old.onnx" ? 1 : 7;
    const feeds = {}, inputs = {};
    session.inputNames.forEach((name, i) => {
      const meta = session.inputMetadata && session.inputMetadata[i];
      const width = meta && meta.shape ? Number(meta.shape[1]) : 3;
      const values = points(rows, width, i);
      inputs[name] = values;
      feeds[name] = double ? new ort.Tensor("float64", Float64Array.from(values), [rows, width])
                           : new ort.Tensor("float32", Float32Array.from(values), [rows, width]);
    });
    const answer = await session.run(feeds);
    const outputs = {};
    for (const name of session.outputNames) outputs[name] = Array.from(answer[name].data);
    figures.models[file.replace(".onnx", "")] = { rows, inputNames: session.inputNames, inputs, outputNames: session.outputNames, outputs };
  }
  console.log(JSON.stringify(figures));
}
main().catch((error) => { console.error(error); process.exit(1); });
