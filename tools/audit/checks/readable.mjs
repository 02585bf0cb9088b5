// What Firefox's reader view finds in a page: title, byline, date, text.

import { Readability } from "@mozilla/readability";
import { JSDOM } from "jsdom";

const BLOCK = /<(?=\/?(?:blockquote|br|caption|dd|div|dt|figcaption|h[1-6]|li|p|pre|section|t[dhr])\b)/g;

/** The words of what was found, a space standing where a block, a cell or a line ended. */
function wordsOf(html) {
  return JSDOM.fragment(html.replace(BLOCK, " <")).textContent;
}

/** { title, byline, publishedTime, text } of a page at `url`; null where there is no article. */
export function readable(html, url) {
  const { document } = new JSDOM(html, { url }).window;
  const found = new Readability(document).parse();
  if (!found) return null;
  const { title, byline, publishedTime, content } = found;
  return { title, byline, publishedTime, text: wordsOf(content) };
}
