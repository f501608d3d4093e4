/** What the house style forbids and the linter cannot see. Each rule finds nothing, or what it excepts by name. */
import * as fs from "node:fs";
import path from "node:path";

const GENERATED = "lib/platform/prisma/";
const PURE = /^lib\/(policy|dialects|contract)\//;
const isTest = (file) => /[.-](test|spec|fault|scale|fixture|suite)\.tsx?$/.test(file);

/** Code without comments, line numbers kept; strings stay. */
const withoutComments = (text) =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "))
    .replace(/(^|[^:"'`\\])\/\/.*$/gm, "$1");

/** Also without the insides of strings, for words that mean something only as code. */
const withoutStrings = (text) =>
  withoutComments(text).replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, (string) =>
    string.replace(/[^\n]/g, " "),
  );

/** @type {{name: string, files: (file: string) => boolean, view: (text: string) => string, forbid: RegExp}[]} */
const LINE_RULES = [
  {
    name: "lib and worker know neither Next nor React",
    files: (file) => /^(lib|worker)\//.test(file),
    view: withoutComments,
    forbid: /from ["'](next|react)/,
  },
  {
    name: "the environment is read in lib/platform/env.ts alone",
    files: (file) =>
      /^(app|lib|worker|web|components)\//.test(file) && file !== "lib/platform/env.ts" && !isTest(file),
    view: withoutStrings,
    forbid: /process\.env\b/,
  },
  {
    name: "same folder ./x, elsewhere @/…",
    files: () => true,
    view: withoutComments,
    forbid: /(from|import\() ?["']\.\.\//,
  },
  {
    name: "no cast through unknown, no silenced error",
    files: (file) => /^(app|lib|worker|web|components)\//.test(file),
    view: withoutStrings,
    forbid: /as unknown as|@ts-ignore|@ts-nocheck/,
  },
  {
    name: "no classes but ApiError",
    files: (file) => /^(app|lib|worker|web|components)\//.test(file),
    view: withoutStrings,
    forbid: /^(export )?(abstract )?class (?!ApiError\b|ApiClientError\b)/,
  },
  {
    name: "vendors are data in lib/dialects",
    // `lib/contract/destinations.ts` names what people choose between.
    files: (file) =>
      /^(lib|worker)\//.test(file) &&
      !/^lib\/(dialects\/|contract\/destinations\.ts$)/.test(file) &&
      !isTest(file),
    view: withoutComments,
    // `slack-blocks` is a body shape of the dialect vocabulary, not a case in the code.
    forbid: /spectra|spectrum|spectora|spektr|splexa|slack(?!-blocks)|svix/i,
  },
  {
    name: "pure code is told the time and the dice",
    files: (file) => PURE.test(file) && !isTest(file),
    view: withoutStrings,
    forbid: /Date\.now|new Date\(\)|Math\.random|performance\.now/,
  },
  {
    name: "lib/dialects imports types only",
    files: (file) => file.startsWith("lib/dialects/") && !isTest(file),
    view: withoutComments,
    forbid: /^import (?!type )(?!.*["']\.\/).*@\/lib\/policy/,
  },
];

const FORBIDDEN_NAMES =
  /util|helper|(^|\/)(misc|common|shared|types|constants|index)\.tsx?$|\/(misc|common|shared)\//;

function sourceFiles(root) {
  const found = [];
  const walk = (at) => {
    for (const entry of fs.readdirSync(path.join(root, at), { withFileTypes: true })) {
      const file = `${at}/${entry.name}`;
      if (entry.isDirectory()) walk(file);
      else if (/\.tsx?$/.test(file) && !file.startsWith(GENERATED)) found.push(file);
    }
  };
  for (const folder of ["app", "bench", "components", "e2e", "lib", "prisma", "web", "worker"]) {
    if (fs.existsSync(path.join(root, folder))) walk(folder);
  }
  return found;
}

/** @param {string} root @returns {string[]} one line per breach: file, line, rule */
export function breaches(root) {
  const found = [];
  for (const file of sourceFiles(root)) {
    const text = fs.readFileSync(path.join(root, file), "utf8");
    if (FORBIDDEN_NAMES.test(file)) found.push(`${file}: a name that excludes nothing`);
    if (/^(lib|worker)\//.test(file) && !isTest(file) && !/^\s*(\/\*\*|\/\/)/.test(text)) {
      found.push(`${file}: opens with a sentence on what it promises`);
    }
    for (const { name, files, view, forbid } of LINE_RULES) {
      if (!files(file)) continue;
      for (const [index, line] of view(text).split("\n").entries()) {
        if (forbid.test(line)) found.push(`${file}:${index + 1}: ${name}`);
      }
    }
  }
  return found;
}
