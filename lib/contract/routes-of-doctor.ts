/** The route that says how the installation is doing. */
import { examination } from "./doctor";
import type { Route } from "./route";

export const doctorRoutes = {
  examineInstallation: {
    method: "GET",
    path: "/api/v1/doctor",
    tag: "Installation",
    summary:
      "Look over the installation: durability, queue, clocks, keys, destinations, disk (root key, first workspace's owners)",
    scope: "installation",
    outside: true,
    cost: 20,
    answer: examination,
  },
} as const satisfies Record<string, Route>;
