import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { audit } from "../audit.mjs";
import { Findings } from "../findings.mjs";
import { atNewestDates, readPages, withLiteTwins } from "../pages.mjs";
import { startSite } from "../test-site.mjs";

let site;
before(async () => (site = await startSite()));
after(() => site.close());

async function findingsOn(page, ...checks) {
  const findings = new Findings();
  await audit(site.origin, withLiteTwins([page]), new Set(checks), findings);
  return findings;
}

const checksThatFailed = (findings) => new Set(findings.failures.map(({ check }) => check));

test("a sound page and its text-only twin pass everything", async () => {
  const findings = await findingsOn({ kind: "front", path: "/", lighthouse: true }, "html", "visit", "lighthouse");
  assert.equal(String(findings), "");
});

test("a bad page fails the HTML checker and the browser's visit", async () => {
  const findings = await findingsOn({ kind: "bad", path: "/bad/", lite: false }, "html", "visit");
  assert.deepEqual(checksThatFailed(findings), new Set(["html", "axe", "policy", "privacy", "weight", "console", "script"]));
  assert.match(String(findings), /asked another origin/);
  assert.match(String(findings), /set a cookie: seen/);
  assert.match(String(findings), /js: \d+\.\d KB, allowed 10 KB/);
  assert.match(String(findings), /color-contrast, dark, \d+ px/);
});

test("a page that is only wrong in another preset fails in that", async () => {
  const findings = await findingsOn({ kind: "loud", path: "/loud/", lite: false, presets: true }, "visit");
  assert.match(String(findings), /color-contrast, tabloid, light/);
  assert.doesNotMatch(String(findings), /color-contrast, (light|dark|magazine)/);
});

test("a bad page fails Lighthouse", async () => {
  const findings = await findingsOn({ kind: "bad", path: "/bad/", lite: false, lighthouse: true }, "lighthouse");
  assert.deepEqual(checksThatFailed(findings), new Set(["lighthouse"]));
  assert.match(String(findings), /seo \d\d/);
  assert.match(String(findings), /accessibility \d\d/);
});

test("a page that answers another status fails", async () => {
  const findings = await findingsOn({ kind: "gone", path: "/gone/", lite: false }, "html");
  assert.ok(checksThatFailed(findings).has("status"));
});

test("a waiver needs a reason, and every page of the list is sound", async () => {
  assert.throws(() => withLiteTwins([{ kind: "x", path: "/x/", waived: ["is-crawlable"] }]), /without saying why/);
  assert.ok((await readPages()).length > 20);
});

test("no page of the list is of one date, which would be gone when the demo paper has moved on", async () => {
  assert.deepEqual((await readPages()).filter(({ path }) => /\/\d{4}\//.test(path)), []);
});

test("archive pages are those of the served paper's newest story", async () => {
  const dated = withLiteTwins([{ kind: "month", path: "/archive/{newest month}/" }, { kind: "day", path: "/archive/{newest day}/" }]);
  const paths = (await atNewestDates(site.origin, dated)).map(({ path }) => path);
  assert.deepEqual(paths, ["/archive/2031/3/", "/archive/2031/3/9/", "/lite/archive/2031/3/", "/lite/archive/2031/3/9/"]);
});
