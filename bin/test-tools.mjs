/** What tests need from the machine: a browser, Redis, languages. Installed through apt-get where that is allowed. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const works = (command, ...args) => spawnSync(command, args, { timeout: 20_000 }).status === 0;

/** @type {Record<string, {packages: string, what: string, present: () => boolean}>} */
const TOOLS = {
  browser: {
    packages: "chromium",
    what: "end-to-end tests",
    present: () => Boolean(browserPath()) || playwrightHasOne(),
  },
  redis: {
    packages: "redis-server",
    what: "tests on Redis",
    present: () => works("redis-server", "--version"),
  },
  php: { packages: "php-cli", what: "verifiers written in PHP", present: () => works("php", "--version") },
  python: {
    packages: "python3",
    what: "verifiers written in Python",
    present: () => works("python3", "--version"),
  },
  ruby: {
    packages: "ruby",
    what: "receivers written in Ruby",
    present: () => works("ruby", "--version"),
  },
  go: { packages: "golang-go", what: "receivers written in Go", present: () => works("go", "version") },
  java: {
    packages: "default-jdk-headless",
    what: "receivers written in Java",
    present: () => works("javac", "-version"),
  },
  rust: {
    packages: "cargo",
    what: "receivers written in Rust",
    present: () => works("cargo", "--version"),
  },
  openssl: {
    packages: "openssl",
    what: "receivers written in shell",
    present: () => works("openssl", "version"),
  },
};

/** The browser of the system, or the one CHROMIUM_PATH names; undefined leaves it to Playwright's own. */
export function browserPath() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  return BROWSERS.find((file) => existsSync(file) && works(file, "--version"));
}

function playwrightHasOne() {
  const script = "import('@playwright/test').then((p)=>console.log(p.chromium.executablePath()))";
  const { stdout } = spawnSync(process.execPath, ["-e", script], { encoding: "utf8" });
  return existsSync((stdout ?? "").trim());
}

const missing = () => Object.keys(TOOLS).filter((name) => !TOOLS[name].present());

function aptInstall(packages) {
  const root = process.getuid?.() === 0;
  if (!works("apt-get", "--version") || !(root || works("sudo", "-n", "true"))) return;
  const [command, ...first] = root ? ["apt-get"] : ["sudo", "-n", "apt-get"];
  const options = {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  };
  console.log(`installing ${packages.join(", ")} (apt-get) …`);
  spawnSync(command, [...first, "update", "-qq"], options);
  // One by one: a package a distribution does not have must not keep the others away.
  for (const name of packages) {
    spawnSync(command, [...first, "install", "-y", "-qq", "--no-install-recommends", name], options);
  }
}

/**
 * Installs what is missing where it may.
 * @param {string[]} wanted names of tools
 * @returns {string[]} the ones still missing, each already explained on the console
 */
export function ensureTools(wanted) {
  const lacking = missing().filter((name) => wanted.includes(name));
  if (lacking.length === 0) return [];
  aptInstall(lacking.map((name) => TOOLS[name].packages));
  if (lacking.includes("browser") && !TOOLS.browser.present()) {
    spawnSync(process.execPath, ["node_modules/@playwright/test/cli.js", "install", "chromium"], {
      stdio: "inherit",
      timeout: 300_000,
    });
  }
  const still = lacking.filter((name) => !TOOLS[name].present());
  for (const name of still) {
    console.log(`${name} is missing, so ${TOOLS[name].what} are skipped. Install: ${TOOLS[name].packages}`);
  }
  return still;
}
