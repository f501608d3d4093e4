/** The yardstick for publishing: a bare `node:http` server that parses a JSON body and answers JSON. */
import { createServer } from "node:http";
import { answer } from "./peer";

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const text = JSON.stringify({ got: JSON.parse(Buffer.concat(chunks).toString("utf8")) });
    response.writeHead(200, {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(text),
    });
    response.end(text);
  });
});

const questions = {
  listen: () =>
    new Promise<number>((resolve) =>
      server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port)),
    ),
};
export type EchoQuestions = typeof questions;
answer(questions);
