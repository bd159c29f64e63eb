/* Builds the front end into static/dist: the loader, the widget's app and its chunks, the console, the pages, and
   manifest.json {logical name: path below /static/dist/} for the templates. Prints what the widget weighs. */

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const DIST = join(HERE, "dist");
const LOCALES = join(HERE, "widget/i18n/locales");
/** What is fetched when it is opened, and what has been fetched before it; the limit is for each. */
const OPENED = {
  "ways/ways": [],
  "tickets/tickets": [],
  "tickets/writing": ["tickets/tickets"],
  "tickets/mine": ["tickets/tickets"],
  "files/files": [],
  outcome: [],
  "live/rating": [],
  "live/chat_files": [],
};
const LIMIT_OPENED = 6000;
/** Where the server serves static/dist, relative to the folder that /widget.js is in. */
const SERVED = "static/dist/";

const COMMON = {
  bundle: true,
  minify: true,
  target: "es2022",
  legalComments: "none",
  jsx: "automatic",
  jsxImportSource: "preact",
  outdir: DIST,
  metafile: true,
  write: false,
  logLevel: "warning",
  absWorkingDir: dirname(HERE),
};

/** In the widget an imported style sheet is its minified text, for a constructable sheet. */
const cssAsText = {
  name: "css-as-text",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => ({
      contents: path.endsWith("tokens.css") ? await usedTokens(path) : await minifiedCss(path),
      loader: "text",
    }));
  },
};

/** In the widget JSX becomes h() instead of jsx(): shorter at every call. (`inject` would tear Preact out of its chunk.) */
const shortJsx = {
  name: "short-jsx",
  setup(build) {
    build.onLoad({ filter: /\.tsx$/ }, ({ path }) => ({
      contents: `import { h, Fragment } from "preact"; ${readFileSync(path, "utf8")}`,
      loader: "tsx",
    }));
  },
};

/** One chunk per file in a folder of locales, by its name: `virtual:locales/ways` is widget/ways/locales. */
const localeList = {
  name: "locale-list",
  setup(build) {
    build.onResolve({ filter: /^virtual:locales\// }, ({ path }) => ({ path, namespace: "locales" }));
    build.onLoad({ filter: /.*/, namespace: "locales" }, ({ path }) => {
      const resolveDir = join(HERE, "widget", path.split("/")[1], "locales");
      const lines = readdirSync(resolveDir).map(
        (file) => `${basename(file, ".ts")}: () => import("./${file}")`,
      );
      return { contents: `export default { ${lines.join()} };`, resolveDir };
    });
  },
};

/** Of socket.io-client the widget takes the manager with its sockets, acknowledgements and reconnecting. Underneath are
    our own text-only parser and WebSocket-only engine: 5.6 kB instead of 13.1. */
const SOCKET_AS_TEXT = {
  "socket.io-client": "./node_modules/socket.io-client/build/esm/manager.js",
  "engine.io-client": "./static/shared/text_engine.ts",
  "socket.io-parser": "./static/shared/text_parser.ts",
};

/** The manager takes its parser as a namespace object, for which every chunk would load a helper of esbuild's. */
const plainParser = {
  name: "plain-parser",
  setup(build) {
    build.onLoad({ filter: /socket\.io-client.build.esm.manager\.js$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      const contents = source.replace("import * as parser from", "import { parser } from");
      return contents === source ? { errors: [{ text: `${path} has changed` }] } : { contents };
    });
  },
};

/** The design tokens without those that only console and pages use. */
async function usedTokens(path) {
  const folder = join(HERE, "widget/css");
  const sheets = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  const tokens = await minifiedCss(path);
  const text = tokens + sheets.join();
  return tokens.replace(/(--[\w-]+):[^;}]*;?/g, (whole, name) => (text.includes(`var(${name}`) ? whole : ""));
}

async function minifiedCss(path) {
  const options = { loader: "css", minify: true, target: "es2022" };
  return (await esbuild.transform(readFileSync(path, "utf8"), options)).code.trim();
}

function buildApp() {
  return esbuild.build({
    ...COMMON,
    entryPoints: { app: join(HERE, "widget/app.ts") },
    format: "esm",
    splitting: true,
    entryNames: "widget/[name]-[hash]",
    chunkNames: "widget/[name]-[hash]",
    plugins: [cssAsText, shortJsx, localeList, plainParser],
    alias: SOCKET_AS_TEXT,
    jsx: "transform",
    jsxFactory: "h",
    jsxFragment: "Fragment",
    tsconfigRaw: {},
    mangleProps: /^_[a-z]/, // private names inside socket.io-client; ours and the wire's never begin so
    mangleQuoted: true,
  });
}

/** The loader's two labels in every locale, taken from the locale files themselves. */
async function labels() {
  const found = {};
  for (const path of readdirSync(LOCALES)) {
    const source = readFileSync(join(LOCALES, path), "utf8");
    const { code } = await esbuild.transform(source, { loader: "ts", format: "esm" });
    const { default: texts } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
    found[basename(path, ".ts")] = [texts.launcher, texts.unread];
  }
  return found;
}

/** Where the app really is: the entry that splitting leaves only passes `start` on, under another name, from the one
    chunk. The loader fetches that chunk itself and spares the page a request. */
function appChunk(app, entry) {
  const { text } = app.outputFiles.find(({ path }) => fromDist(relative(dirname(HERE), path)) === entry);
  const passed = /^import\{(\w+) as (\w+)\}from"\.\/([^"]+)";export\{(\w+) as start\};\s*$/.exec(text);
  if (!passed || passed[2] !== passed[4])
    throw new Error(`${entry} is no longer a mere entry: ${text.slice(0, 200)}`);
  return { path: join(dirname(entry), passed[3]), start: passed[1] };
}

async function buildLoader(chunk) {
  return esbuild.build({
    ...COMMON,
    entryPoints: { widget: join(HERE, "widget/loader.ts") },
    format: "iife",
    define: {
      LOADER_CSS: JSON.stringify(await minifiedCss(join(HERE, "widget/css/loader.css"))),
      LABELS: JSON.stringify(await labels()),
      APP_PATH: JSON.stringify(SERVED + chunk.path),
      APP_START: JSON.stringify(chunk.start),
    },
  });
}

/** Console and pages: scripts with their style sheets, and style sheets of their own. */
function buildSite(folder, entryPoints) {
  return esbuild.build({
    ...COMMON,
    entryPoints,
    format: "esm",
    splitting: true,
    outbase: join(HERE, folder),
    entryNames: `${folder}/[name]-[hash]`,
    chunkNames: `${folder}/[name]-[hash]`,
    assetNames: `${folder}/[name]-[hash]`,
    loader: { ".woff2": "file", ".svg": "file", ".png": "file" },
  });
}

/** Scripts and style sheets on the first level of a folder; what is deeper is there to be imported. */
function entriesOf(folder, wanted) {
  const path = join(HERE, folder);
  if (!existsSync(path)) return [];
  const names = readdirSync(path).filter((name) => wanted.test(name) && !name.endsWith(".d.ts"));
  return names.map((name) => join(path, name));
}

function named(result, manifest) {
  const entries = Object.entries(result.metafile.outputs).filter(([, output]) => output.entryPoint);
  for (const [path, output] of entries) {
    const name = basename(output.entryPoint, extname(output.entryPoint));
    manifest[name + extname(path)] = fromDist(path);
    if (output.cssBundle) manifest[`${name}.css`] = fromDist(output.cssBundle);
  }
}

function fromDist(path) {
  return relative(DIST, join(dirname(HERE), path)).replaceAll("\\", "/");
}

/** Compressed once here instead of at every request; the server sends what the browser accepts. */
function compressed(contents) {
  const best = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  return [
    [".br", brotliCompressSync(contents, { params: best })],
    [".gz", gzipSync(contents, { level: 9 })],
  ];
}

function write(results, manifest) {
  const fresh = new Set([join(DIST, "manifest.json")]);
  for (const { path, contents } of results.flatMap((result) => result.outputFiles)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
    fresh.add(path);
    for (const [ending, packed] of compressed(contents)) {
      writeFileSync(path + ending, packed);
      fresh.add(path + ending);
    }
  }
  writeFileSync(join(DIST, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const name of readdirSync(DIST, { recursive: true })) {
    const path = join(DIST, name);
    if (extname(name) && !fresh.has(path)) rmSync(path); // an earlier build's
  }
}

const KB = (bytes) => `${(bytes / 1000).toFixed(2)} kB`;

/** gzip -9 of the widget by the steps a visitor takes, against the budgets. kB = 1,000 bytes. */
function report(loader, app) {
  const weigh = (contents) => gzipSync(contents, { level: 9 }).length;
  const sizes = Object.fromEntries(app.outputFiles.map(({ path, contents }) => [path, weigh(contents)]));
  const outputs = Object.entries(app.metafile.outputs);
  const closure = (path, seen = new Set()) => {
    if (seen.has(path)) return seen;
    seen.add(path);
    for (const { path: next, kind } of app.metafile.outputs[path].imports) {
      if (kind === "import-statement") closure(next, seen);
    }
    return seen;
  };
  const of = (test) => outputs.find(([, output]) => test(output.entryPoint ?? ""))?.[0];
  const total = (paths) => [...paths].reduce((sum, path) => sum + sizes[join(dirname(HERE), path)], 0);
  const button = weigh(loader.outputFiles[0].contents);
  const appPaths = closure(of((entry) => entry.endsWith("widget/app.ts")));
  const locales = outputs.filter(([, output]) => /i18n\/locales\//.test(output.entryPoint ?? ""));
  const locale = Math.max(...locales.map(([path]) => total([path])));
  const later = closure(of((entry) => entry.endsWith("widget/later.ts")));
  const live = closure(of((entry) => entry.endsWith("live/live.ts")));
  const asked = button + total(appPaths) + locale;
  const all = button + total(new Set([...appPaths, ...later, ...live])) + locale;
  const here = new Set([...appPaths, ...later]);
  const chunk = (name) => closure(of((entry) => entry.startsWith(`static/widget/${name}.`)));
  const opened = Object.entries(OPENED).map(([name, before]) => {
    const known = new Set([...here, ...before.flatMap((one) => [...chunk(one)])]);
    const words = outputs.filter(([, { entryPoint }]) => entryPoint?.includes(`${dirname(name)}/locales/`));
    const longest = before.length ? 0 : Math.max(0, ...words.map(([path]) => total([path])));
    return [name, total([...chunk(name)].filter((path) => !known.has(path))) + longest, LIMIT_OPENED];
  });
  const rows = [
    ["button (widget.js)", button, 3000],
    ["app and style", total(appPaths), 0],
    ["largest locale", locale, 0],
    ["until suggestions are on screen", asked, 20000],
    ["all, with live chat", all, 36000],
    ...opened,
  ];
  for (const [what, bytes, budget] of rows) {
    const note = !budget ? "" : bytes <= budget ? `of ${KB(budget)}` : `OVER the budget of ${KB(budget)}`;
    if (budget && bytes > budget) process.exitCode = 1;
    console.log(`${what.padEnd(34)}${KB(bytes).padStart(10)}  ${note}`);
  }
}

const app = await buildApp();
const manifest = {};
named(app, manifest);
for (const name of Object.keys(manifest)) if (name !== "app.js") delete manifest[name];
const loader = await buildLoader(appChunk(app, manifest["app.js"]));
const results = [app, loader];
const sites = {
  console: entriesOf("console", /^console\.tsx?$/),
  pages: entriesOf("pages", /\.(tsx?|css)$/),
};
for (const [folder, entryPoints] of Object.entries(sites)) {
  if (!entryPoints.length) continue;
  const result = await buildSite(folder, entryPoints);
  named(result, manifest);
  results.push(result);
}
manifest["widget/app.js"] = manifest["app.js"];
delete manifest["app.js"];
manifest["widget.js"] = "widget.js";
write(results, manifest);
report(loader, app);
