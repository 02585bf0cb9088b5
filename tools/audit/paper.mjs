// A demo paper of our own: made in a temporary folder, served on a free port, stopped and removed afterwards.

import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const BIN = join(ROOT, ".venv/bin");
const COMMAND = join(BIN, "broadsheet");
const PATIENCE_SECONDS = 240;

const run = promisify(execFile);

function freePort() {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

async function answers(origin) {
  try {
    const response = await fetch(`${origin}/`, { redirect: "manual", signal: AbortSignal.timeout(20_000) });
    return response.status === 200;
  } catch {
    return false;
  }
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  const killer = setTimeout(() => child.kill("SIGKILL"), 20_000);
  await ended;
  clearTimeout(killer);
}

/** Makes the demo paper in `folder`, with an archive long enough for older pages. */
async function makeDemo(folder) {
  const paper = join(folder, "paper");
  const archive = join(folder, "archive");
  await run(COMMAND, ["demo", paper, "--no-serve"]);
  await run(join(BIN, "python"), [join(ROOT, "tools/lengthen_archive.py"), archive]);
  await run(COMMAND, ["import", "folder", archive, "--paper", paper]);
  return paper;
}

/** Makes a demo paper, serves it and waits for its front page: { origin, close }. */
export async function startDemo() {
  const folder = await mkdtemp(join(tmpdir(), "broadsheet-audit-"));
  const paper = await makeDemo(folder);
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const options = { stdio: ["ignore", "pipe", "pipe"] };
  const child = spawn(COMMAND, ["demo", paper, "--port", String(port)], options);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  const close = async () => {
    await stop(child);
    await rm(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + PATIENCE_SECONDS * 1000;
  while (!(await answers(origin))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await close();
      throw new Error(`The demo paper did not start:\n${output.slice(-4000)}`);
    }
    await sleep(500);
  }
  return { origin, close };
}
