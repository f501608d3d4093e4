import { engineSuite } from "./engine-suite";

// The backend is chosen by the environment, which is read at first use: after this line.
const redis = process.env.REDIS_TEST_URL;
if (redis) process.env.REDIS_URL = redis;
engineSuite("Redis", redis !== undefined);
