/** One run on one queue backend: its servers, its peers, and the yardsticks measured beside each scenario. */
import type { BareLoopQuestions } from "./bare-loop";
import type { EchoQuestions } from "./echo";
import { type Ledger, openLedger, type Project } from "./ledger";
import type { Backend, Options } from "./options";
import { deliveredText, eventText } from "./payload";
import { type Peer, startPeer } from "./peer";
import type { PublisherQuestions } from "./publisher";
import type { ReceiverQuestions } from "./receiver";
import { type Servers, startServers } from "./servers";
import { makeWorkspace } from "./workspace";

export type Bench = {
  options: Options;
  backend: Backend;
  servers: Servers;
  ledger: Ledger;
  receiver: Peer<ReceiverQuestions>;
  publisher: Peer<PublisherQuestions>;
  /** Where deliveries go: `http://127.0.0.1:<port>`. */
  origin: string;
  makeProject: () => Promise<Project>;
  /** Posts per second of a bare sign-and-post loop, right now. */
  bareLoop: () => Promise<{ perSecond: number; cpuUs: number }>;
  /** Requests per second of a bare JSON echo behind 64 connections, right now. */
  echo: () => Promise<number>;
};

/** Enough to saturate the loop; more makes it slower. */
const BARE_IN_FLIGHT = 64;
const BARE_SECONDS = 3;

/** Brings everything up, runs `measure`, and ends everything, whatever happened. */
export async function withBench(
  given: { options: Options; backend: Backend },
  measure: (bench: Bench) => Promise<void>,
): Promise<void> {
  const undo: (() => unknown)[] = [];
  const tearDown = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  const interrupted = () => void tearDown().then(() => process.exit(130));
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, interrupted);
  try {
    const { options, backend } = given;
    const servers = await startServers({ backend, ...options });
    undo.push(servers.stop);
    const ledger = await openLedger(servers);
    undo.push(ledger.close);
    const receiver = await startPeer<ReceiverQuestions>("receiver.ts");
    undo.push(receiver.stop);
    const publisher = await startPeer<PublisherQuestions>("publisher.ts");
    undo.push(publisher.stop);
    const loop = await startPeer<BareLoopQuestions>("bare-loop.ts");
    undo.push(loop.stop);
    const echo = await startPeer<EchoQuestions>("echo.ts");
    undo.push(echo.stop);
    const origin = `http://127.0.0.1:${await receiver.ask("listen")}`;
    const echoPort = await echo.ask("listen");
    await measure({
      options,
      backend,
      servers,
      ledger,
      receiver,
      publisher,
      origin,
      makeProject: await makeWorkspace(ledger),
      bareLoop: () =>
        loop.ask("run", { origin, seconds: BARE_SECONDS, inFlight: BARE_IN_FLIGHT, body: deliveredText }),
      echo: async () => {
        const asked = { port: echoPort, path: "/", key: "none", body: eventText, connections: 64 };
        const { answered, startedAt, endedAt } = await publisher.ask("load", {
          ...asked,
          requests: Number.MAX_SAFE_INTEGER,
          seconds: BARE_SECONDS,
        });
        return (answered * 1000) / (endedAt - startedAt);
      },
    });
  } finally {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.off(name, interrupted);
    await tearDown();
  }
}
