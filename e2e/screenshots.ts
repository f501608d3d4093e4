/**
 * `npm run screenshots`: pictures of every page there is (the route files say which), wide and narrow, light and dark;
 * filled, empty, while loading, when the API fails and when nobody answers; what opens on pages; and those in docs/.
 * They land in `.test/screenshots`; those of docs/ replace the ones that are there.
 *
 *   npm run screenshots -- --size=390 --theme=dark --state=filled --only=endpoints      narrows it down
 *   npm run screenshots -- --docs                                                       only those of docs/
 *
 * The product is one of its own, thrown away afterwards. `--keep` leaves it running until Ctrl-C.
 */
import path from "node:path";
import { parseArgs } from "node:util";
import { type Browser, chromium } from "@playwright/test";
import { ensureBuilt } from "@/bin/build.mjs";
import { browserPath } from "@/bin/test-tools.mjs";
import { type Scene, scenesOf } from "./pictures/album";
import { openWindow, type Shot, SIZES, type Size, THEMES, type Theme, take } from "./pictures/camera";
import { nameHosts } from "./pictures/day";
import { takeDocsPictures } from "./pictures/docs-pictures";
import { docsPicturesOf, type Stage, stage } from "./pictures/stage";

const root = path.resolve(import.meta.dirname, "..");

const { values: wanted } = parseArgs({
  options: {
    only: { type: "string" },
    state: { type: "string" },
    size: { type: "string" },
    theme: { type: "string" },
    docs: { type: "boolean" },
    keep: { type: "boolean" },
    out: { type: "string", default: ".test/screenshots" },
  },
});

const sizes = (Object.keys(SIZES) as Size[]).filter((size) => !wanted.size || wanted.size === size);
const themes = THEMES.filter((theme) => !wanted.theme || wanted.theme === theme);

const isWanted = (scene: Scene, { name }: Shot) =>
  (!wanted.state || wanted.state.split(",").includes(scene.name)) &&
  (!wanted.only || wanted.only.split(",").some((each) => name.includes(each)));

let taken = 0;
const amiss: string[] = [];

type Round = { size: Size; theme: Theme; baseUrl: string };

/** All of a scene's pages in one window. */
async function photograph(browser: Browser, scene: Scene, { size, theme, baseUrl }: Round): Promise<void> {
  const shots = scene.shots.filter((shot) => isWanted(scene, shot));
  for (const weather of new Set(shots.map((shot) => shot.weather))) {
    const context = await openWindow(browser, { baseUrl, cookies: scene.cookies, size, theme, weather });
    for (const shot of shots.filter((each) => each.weather === weather)) {
      const folder = path.resolve(root, wanted.out, `${size}-${theme}`, scene.name);
      const found = await take(context, folder, shot, size);
      amiss.push(...found.map((words) => `${size}-${theme}/${scene.name}/${shot.name}: ${words}`));
      taken++;
    }
    await context.close();
  }
}

/** What `play` does on a stage that is cleared away afterwards, however it ends. */
async function onStage(
  bare: Parameters<typeof stage>[0],
  play: (set: Stage) => Promise<void>,
): Promise<void> {
  const set = await stage(bare);
  const stop = () => void set.stop().finally(() => process.exit(1));
  for (const name of ["SIGINT", "SIGTERM"]) process.once(name, stop);
  try {
    await play(set);
  } finally {
    for (const name of ["SIGINT", "SIGTERM"]) process.off(name, stop);
    await set.stop();
  }
}

async function album(browser: Browser): Promise<void> {
  const rounds = sizes.flatMap((size) => themes.map((theme) => ({ size, theme })));
  await onStage(
    async (bare) => {
      for (const round of rounds) await photograph(browser, bare, { ...bare, ...round });
    },
    async (set) => {
      for (const round of rounds)
        for (const scene of scenesOf(root, set))
          await photograph(browser, scene, { ...round, baseUrl: set.baseUrl });
      for (const words of amiss) console.log(words);
      console.log(`${taken} pictures, ${amiss.length} amiss.`);
      if (wanted.keep) {
        console.log(`${set.baseUrl} (olga@example.com, correct horse battery). Ctrl-C ends it.`);
        await new Promise(() => undefined);
      }
    },
  );
}

/** On a stage of their own: what opens on the album's pages leaves things behind. */
async function docsPictures(browser: Browser): Promise<void> {
  await onStage(
    async () => undefined,
    async (set) => {
      await nameHosts(set.databaseUrl, set.company.project, set.origin);
      const folder = path.join(root, "docs/pictures");
      await takeDocsPictures(browser, docsPicturesOf(set), { ...set, folder });
    },
  );
}

async function main(): Promise<void> {
  await ensureBuilt({ say: console.log });
  const browser = await chromium.launch({ executablePath: browserPath(), args: ["--disable-dev-shm-usage"] });
  try {
    if (!wanted.only && !wanted.state) await docsPictures(browser);
    if (!wanted.docs) await album(browser);
  } finally {
    await browser.close();
  }
}

await main();
