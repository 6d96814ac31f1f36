// Builds the page: `node build.mjs FOLDER`. Names of assets carry a hash of their content, so browsers may keep them for ever.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { compileAsync } from "sass";

const HERE = dirname(fileURLToPath(import.meta.url));
const SOURCE = join(HERE, "src");

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

/** Bundles script and style sheet into FOLDER/assets and returns their names by extension. */
async function bundle(folder) {
  const { metafile } = await build({
    entryPoints: [join(SOURCE, "console.js"), join(SOURCE, "console.css"), join(SOURCE, "icon.svg")],
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
  const names = Object.keys(metafile.outputs).map((path) => relative(folder, path).replaceAll("\\", "/"));
  return Object.fromEntries(names.map((name) => [name.split(".").pop(), name]));
}

/** Writes index.html with the names that the bundle got. */
async function writePage(folder, names) {
  const page = await readFile(join(SOURCE, "index.html"), "utf8");
  await writeFile(
    join(folder, "index.html"),
    page.replaceAll(/{{(\w+)}}/g, (_, extension) => names[extension]),
  );
}

const folder = process.argv[2];
if (!folder) throw new Error("Say where to: node build.mjs FOLDER");
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
await writePage(folder, await bundle(folder));
await copyFile(join(SOURCE, "icon.svg"), join(folder, "icon.svg"));
