/** The few pictures that the README and docs/ show: sharp, small, and of the same company every time. */
import * as fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { Browser } from "@playwright/test";
import { hydrated } from "@/e2e/browser/hydrated-page";
import type { Prepare } from "./camera";

type Cookie = { name: string; value: string; url: string };

export type DocsPicture = {
  file: string;
  address: string;
  height?: number;
  prepare?: Prepare;
  /** Of somebody else than the owner. */
  cookie?: Cookie;
};

const WIDTH = 1280;
const SHARPNESS = 1.5;

type Sharp = (png: Buffer) => { png: (how: object) => { toBuffer: () => Promise<Buffer> } };

/** The same picture in 256 colours: a third of the bytes, and nobody sees a difference. Next brings the program. */
async function smaller(png: Buffer): Promise<Buffer> {
  const require = createRequire(createRequire(import.meta.url).resolve("next/package.json"));
  const sharp = require("sharp") as Sharp;
  return sharp(png).png({ palette: true, quality: 92, effort: 10, compressionLevel: 9 }).toBuffer();
}

type Taken = { baseUrl: string; cookies: Cookie[]; folder: string };

export async function takeDocsPictures(
  browser: Browser,
  pictures: readonly DocsPicture[],
  { baseUrl, cookies, folder }: Taken,
): Promise<void> {
  for (const { file, address, height = 800, prepare, cookie } of pictures) {
    const context = await browser.newContext({
      baseURL: baseUrl,
      viewport: { width: WIDTH, height },
      deviceScaleFactor: SHARPNESS,
      colorScheme: "light",
      reducedMotion: "reduce",
    });
    await context.addCookies(cookie ? [cookie] : cookies);
    const page = hydrated(await context.newPage());
    await page.goto(address);
    await page.locator("h1").first().waitFor();
    await page.waitForTimeout(600);
    await prepare?.(page, "1440");
    await page.waitForTimeout(400);
    const png = await smaller(await page.screenshot());
    fs.writeFileSync(path.join(folder, file), png);
    console.log(`docs/pictures/${file}  ${Math.round(png.length / 1024)} KiB`);
    await context.close();
  }
}
