// Builds the pages: `node build.mjs FOLDER`. Names of assets carry a hash of their content, so browsers may keep them for ever.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { compileAsync } from "sass";

const HERE = dirname(fileURLToPath(import.meta.url));
const SOURCE = join(HERE, "src");
const PAGES = ["index.html", "agent.html", "relay.html"];
const ENTRIES = ["console.js", "console.css", "agent.js", "agent.css", "relay.js", "icon.svg"];

// Bootstrap 5 still uses Sass features that Sass 3 will drop; the versions of both are locked, so this is not news.
const KNOWN_DEPRECATIONS = ["import", "global-builtin", "color-functions", "if-function"];

/** Lets esbuild take in src/bootstrap.scss: the parts of Bootstrap that the page uses. */
const sass = {
  name: "sass",
  setup(bundler) {
    bundler.onLoad({ filter: /\.scss$/ }, async ({ path }) => {
      const options = {
        loadPaths: [join(HERE, "node_modules")],
        quietDeps: true,
        silenceDeprecations: KNOWN_DEPRECATIONS,
      };
      const { css } = await compileAsync(path, options);
      return { contents: css, loader: "css" };
    });
  },
};

/** Bundles scripts and style sheets into FOLDER/assets; their names there by their names here, such as `console.js`. */
async function bundle(folder) {
  const { metafile } = await build({
    entryPoints: ENTRIES.map((name) => join(SOURCE, name)),
    outdir: join(folder, "assets"),
    entryNames: "[name]-[hash]",
    loader: { ".svg": "copy" },
    bundle: true,
    minify: true,
    format: "esm",
    target: "esnext",
    metafile: true,
    plugins: [sass],
  });
  const made = Object.entries(metafile.outputs).filter(([, { entryPoint }]) => entryPoint);
  return Object.fromEntries(made.map(([path, { entryPoint }]) => [basename(entryPoint), `assets/${basename(path)}`]));
}

/** Writes a page with the names that the bundle gave. */
async function writePage(folder, name, names) {
  const page = await readFile(join(SOURCE, name), "utf8");
  await writeFile(
    join(folder, name),
    page.replaceAll(/{{([\w.]+)}}/g, (_, entry) => names[entry]),
  );
}

const folder = process.argv[2];
if (!folder) throw new Error("Say where to: node build.mjs FOLDER");
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const names = await bundle(folder);
for (const page of PAGES) await writePage(folder, page, names);
await copyFile(join(SOURCE, "icon.svg"), join(folder, "icon.svg"));
