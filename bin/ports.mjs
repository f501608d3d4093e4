/** Finding a free TCP port, and saying whether a wanted one is taken. */
import { createServer } from "node:net";

/** Binds and lets go of `host:port` (0 = any); answers the port, rejects with the system's error. */
export function probePort(host, port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ host, port, exclusive: true }, () => {
      const bound = server.address().port;
      server.close(() => resolve(bound));
    });
  });
}

export const freePort = (host = "127.0.0.1") => probePort(host, 0);
