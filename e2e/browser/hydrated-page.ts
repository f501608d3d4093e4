/**
 * A page that hands over only once its controls listen. What the server has drawn can be seen before the script that
 * makes it work has arrived; a person is slower than that, a test is not.
 */
import { expect, type Page } from "@playwright/test";

const isListening = () => {
  // A list of selectors finds what comes first in the page: the bar at its side, which listens before what streams in.
  const control =
    document.querySelector("main button, main input, main select") ?? document.querySelector("button, input");
  return control === null || Object.keys(control).some((key) => key.startsWith("__reactProps"));
};

/** The same page, whose `goto` and `reload` also wait for React. */
export function hydrated(page: Page): Page {
  const wait = () =>
    expect.poll(() => page.evaluate(isListening).catch(() => false), { timeout: 15_000 }).toBe(true);
  const goto = page.goto.bind(page);
  const reload = page.reload.bind(page);
  page.goto = async (...given) => {
    const response = await goto(...given);
    await wait();
    return response;
  };
  page.reload = async (...given) => {
    const response = await reload(...given);
    await wait();
    return response;
  };
  return page;
}
