// Builds the browser's side: node build.mjs <output folder>
// Called by the .NET build. Installs the packages when package-lock.json changed, checks the types, bundles with
// fingerprinted names, compresses, and writes manifest.json: { "site.js": "site-ABCD1234.js", ... }.
import { execSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const client = dirname(fileURLToPath(import.meta.url));
const output = resolve(process.argv[2] ?? join(client, "..", "obj", "client"));
const modules = join(client, "node_modules");

const unlock = await lock(join(client, "..", "obj", "client.lock"));
try {
  installPackages();
  checkTypes();
  await bundle();
} catch (error) {
  // MSBuild reads this form as an error of the build.
  console.error(`client : error CLIENT001: ${error.stderr || error.stdout || error.message}`);
  process.exitCode = 1;
} finally {
  unlock();
}

/** Two builds of the solution may run at once; npm and the output folder stand only one. */
async function lock(path) {
  mkdirSync(dirname(path), { recursive: true });
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: "wx" });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (!isAlive(path)) rmSync(path, { force: true });
    else await new Promise((done) => setTimeout(done, 200));
  }
}

function isAlive(path) {
  try {
    const holder = Number(readFileSync(path, "utf8"));
    // Not yet written by who has just made it.
    if (!holder) return true;
    process.kill(holder, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function installPackages() {
  const wanted = createHash("sha256").update(readFileSync(join(client, "package-lock.json"))).digest("hex");
  const stamp = join(modules, ".installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  execSync("npm ci --ignore-scripts --no-audit --no-fund --loglevel=error", { cwd: client, stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
  writeFileSync(stamp, wanted);
}

function checkTypes() {
  execSync(`"${process.execPath}" "${join(modules, "typescript", "bin", "tsc")}" --noEmit -p .`, { cwd: client, stdio: "pipe", encoding: "utf8" });
}

async function bundle() {
  const { build } = await import("esbuild");
  const fresh = `${output}.${process.pid}`;
  try {
    const { metafile } = await build({
      absWorkingDir: client,
      entryPoints: [
        "src/site.ts", "src/page-view.ts", "src/site.css", "src/favicon.svg",
        "src/desk/desk.ts", "src/desk/account.ts", "src/desk/article-editor.ts", "src/desk/page-editor.ts", "src/desk/intake.ts", "src/desk/desk.css",
      ],
      outdir: fresh,
      entryNames: "[name]-[hash]",
      chunkNames: "[name]-[hash]",
      assetNames: "[name]-[hash]",
      loader: { ".svg": "copy" },
      bundle: true,
      splitting: true,
      format: "esm",
      target: ["chrome91", "firefox91", "safari15"],
      minify: true,
      legalComments: "eof",
      charset: "utf8",
      metafile: true,
      logLevel: "warning",
    });
    const manifest = {};
    for (const [path, { entryPoint }] of Object.entries(metafile.outputs)) {
      if (entryPoint) manifest[basename(entryPoint).replace(/\.ts$/, ".js")] = basename(path);
    }
    for (const name of readdirSync(fresh)) {
      const bytes = readFileSync(join(fresh, name));
      const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
      writeFileSync(join(fresh, `${name}.br`), brotliCompressSync(bytes, quality));
      writeFileSync(join(fresh, `${name}.gz`), gzipSync(bytes, { level: 9 }));
    }
    writeFileSync(join(fresh, "manifest.json"), JSON.stringify(manifest, null, 2));
    rmSync(output, { recursive: true, force: true });
    renameSync(fresh, output);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}
