// The Nu HTML checker on what the server sends: not one error.

import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import vnu from "vnu-jar";

const run = promisify(execFile);

async function fetchPage(origin, page) {
  const response = await fetch(origin + page.path, { redirect: "manual" });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

async function messages(files) {
  const options = { maxBuffer: 64 * 1024 * 1024 };
  const args = ["-Xss1m", "-jar", String(vnu), "--format", "json", "--exit-zero-always", "--stdout", ...files];
  const { stdout } = await run(process.env.JAVA ?? "java", args, options);
  return JSON.parse(stdout).messages;
}

function isError({ type }) {
  return type === "error" || type === "non-document-error";
}

/** Fetches each page once and gives all of them to one run of the checker. */
export async function checkHtml(origin, pages, findings) {
  const folder = await mkdtemp(join(tmpdir(), "broadsheet-html-"));
  try {
    const files = new Map();
    for (const [number, page] of pages.entries()) {
      const { status, body } = await fetchPage(origin, page);
      if (status !== page.status) findings.fail("status", page, `answered ${status}, expected ${page.status}`);
      const file = join(folder, `${number}.html`);
      await writeFile(file, body);
      files.set(file, page);
    }
    for (const message of (await messages([...files.keys()])).filter(isError)) {
      const page = files.get(new URL(message.url).pathname);
      findings.fail("html", page, `line ${message.lastLine ?? "?"}: ${message.message}\n${(message.extract ?? "").trim()}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
