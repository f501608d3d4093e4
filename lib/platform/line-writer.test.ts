import { describe, expect, it } from "vitest";
import { createLineWriter } from "./line-writer";

function destination() {
  let text = "";
  let most = Number.POSITIVE_INFINITY;
  const writer = createLineWriter((bytes) => {
    if (most === 0) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    const taken = Buffer.from(bytes).subarray(0, most);
    text += taken.toString();
    return taken.length;
  });
  const takes = (bytes: number) => {
    most = bytes;
  };
  return { writer, text: () => text, takes };
}

describe("log lines", () => {
  it("are written at once, and in order", () => {
    const { writer, text } = destination();
    for (const line of ["a\n", "b\n", "ü\n"]) writer.write(line);
    expect(text()).toBe("a\nb\nü\n");
  });

  it("that a full disk does not take are written when there is room again, and fail nobody", () => {
    const { writer, text, takes } = destination();
    takes(0);
    writer.write("a\n");
    writer.write("b\n");
    takes(3);
    writer.write("c\n");
    takes(Number.POSITIVE_INFINITY);
    writer.write("d\n");
    expect(text()).toBe("a\nb\nc\nd\n");
  });

  it("take no more than so much memory while they wait", () => {
    const { writer, text, takes } = destination();
    takes(0);
    for (let n = 0; n < 5_000; n++) writer.write(`${String(n).padStart(999)}\n`);
    takes(Number.POSITIVE_INFINITY);
    writer.write("last\n");
    expect(text().length).toBeLessThan(1_100_000);
    expect(text().endsWith(`${"4999".padStart(999)}\nlast\n`)).toBe(true);
  });
});
