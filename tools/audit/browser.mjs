// Debian's Chromium, started the same way for every check and kept from calling home.

import puppeteer from "puppeteer-core";

export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/** A headless Chromium driven by puppeteer. The caller closes it. */
export function launch() {
  return puppeteer.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });
}
