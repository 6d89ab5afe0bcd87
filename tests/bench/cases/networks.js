// SPDX-License-Identifier: GPL-3.0-or-later
// onnxruntime-node on the case's network: the lines of peer_worker.py. The file "rows" says how many points a call takes.
const fs = require("fs"), path = require("path"), readline = require("readline");
const work = process.argv[2], inputs = 6;
const say = (answer) => process.stdout.write(JSON.stringify(answer) + "\n");

async function main() {
  let ort;
  try {
    ort = require("onnxruntime-node");
  } catch (missing) {
    return say({ absent: String(missing.message).split("\n")[0] });
  }
  const threads = Number(process.env.BENCH_THREADS || 1);
  const session = await ort.InferenceSession.create(path.join(work, "net.onnx"),
    { intraOpNumThreads: threads, interOpNumThreads: 1, graphOptimizationLevel: "all", logSeverityLevel: 3 });
  const bytes = fs.readFileSync(path.join(work, "points.f64"));
  const points = Float32Array.from(new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8));
  const rows = Number(fs.readFileSync(path.join(work, "rows"), "utf8"));
  const feeds = [];
  for (let first = 0; first < points.length / inputs; first += rows)
    feeds.push({ x: new ort.Tensor("float32", points.slice(first * inputs, (first + rows) * inputs), [rows, inputs]) });

  let next = 0;
  async function measure(least) {
    let runs = 0, elapsed = 0, batch = 1;
    for (;;) {
      const start = process.hrtime.bigint();
      for (let i = 0; i < batch; ++i) {
        await session.run(feeds[next]);
        next = (next + 1) % feeds.length;
      }
      const took = Number(process.hrtime.bigint() - start) / 1e9;
      elapsed += took;
      runs += batch;
      if (elapsed >= least) return elapsed / (runs * rows);
      if (took < least / 20) batch *= 2;
    }
  }

  say({});
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    try {
      if ("time" in request) {
        say({ seconds: await measure(request.time) });
      } else {
        const answers = [];
        for (const feed of feeds) answers.push(...(await session.run(feed)).y.data);
        fs.writeFileSync(request.answers, Buffer.from(Float64Array.from(answers).buffer));
        say({ given: true });
      }
    } catch (failure) {
      say({ failed: String(failure.message) });
    }
  }
}
main();
