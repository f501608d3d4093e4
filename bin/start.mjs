/** `npm start`: from a fresh clone to a running Posthorn. Runs before anything is installed. */
import "./node-version.mjs";

const { launch } = await import("./launch.mjs");
await launch(process.argv.slice(2));
