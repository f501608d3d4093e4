/**
 * `npm start`: from a fresh clone to a running Posthorn. This file runs before anything is installed, and
 * on a Node that may be too old to read the rest, so it uses neither packages nor new syntax.
 */
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Posthorn needs Node 20.19 or newer; this is ${process.versions.node}. See https://nodejs.org.`,
  );
  process.exit(1);
}
const { launch } = await import("./launch.mjs");
await launch(process.argv.slice(2));
