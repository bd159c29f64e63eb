/* Runs the front end's unit tests: bundles every *.test.ts below static into a temporary folder and hands them to
   Node's own test runner. What is named so is for tests only, their helpers in testing/ too, and is never shipped. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));

/** Chunks that the app loads later need a browser: a test gets only what it names itself. */
const withoutChunks = {
  name: "without-chunks",
  setup(build) {
    build.onResolve({ filter: /./ }, ({ kind, path, importer }) =>
      kind === "dynamic-import" && importer !== "<stdin>" ? { path, external: true } : undefined,
    );
  },
};

/** Style sheets and lists of locales are made by the build: nothing is seen here, and a test brings its own words. */
const withoutLooks = {
  name: "without-looks",
  setup(build) {
    build.onResolve({ filter: /^virtual:|\.css$/ }, ({ path }) => ({ path, namespace: "looks" }));
    build.onLoad({ filter: /.*/, namespace: "looks" }, () => ({ contents: "export default {};" }));
  },
};

/** Every file is a suite of its own, so that its hooks are; all in one process, because starting Node for each would
    take longer than the tests. */
function suites(names) {
  const suite = (name) => `describe("${name}", async () => { await import("./${name}"); });`;
  return ['import { describe } from "node:test";', ...names.map(suite)].join("\n");
}

async function bundle(names, outfile) {
  await esbuild.build({
    stdin: { contents: suites(names), resolveDir: HERE },
    bundle: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    external: ["node:*"],
    plugins: [withoutChunks, withoutLooks],
    sourcemap: "inline",
    absWorkingDir: dirname(HERE),
    logLevel: "warning",
    outfile,
  });
}

function run(file) {
  const options = ["--enable-source-maps", "--test", "--test-reporter=spec", file];
  // Dates are said in the browser's zone: here it is Madrid's, whatever the machine's is.
  const env = { ...process.env, TZ: "Europe/Madrid" };
  return spawnSync(process.execPath, options, { stdio: "inherit", env }).status ?? 1;
}

/** What stands in testing/ helps tests and has none of its own. */
const isTest = (name) => name.endsWith(".test.ts") && !name.startsWith("testing");
const names = readdirSync(HERE, { recursive: true }).filter(isTest).sort();
if (names.length === 0) throw new Error(`No *.test.ts below ${HERE}: nothing would be tested.`);
const folder = mkdtempSync(join(tmpdir(), "front-end-tests-"));
try {
  const file = join(folder, "front_end.test.mjs");
  await bundle(names, file);
  process.exitCode = run(file);
} finally {
  rmSync(folder, { recursive: true });
}
