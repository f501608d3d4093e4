/** Posthorn's version, as user agents and the API name it. */
import manifest from "@/package.json" with { type: "json" };

export const version: string = manifest.version;
