/** A person without a mouse: what they do goes through keys alone, and they always see where they are. */
import { expect, type Locator, type Page } from "@playwright/test";

const MAX_TABS = 120;

export type Keyboard = {
  /** Presses Tab until `target` has the focus, which must be visible. */
  to: (target: Locator) => Promise<void>;
  /** `to`, then the key that presses it. */
  on: (target: Locator, key?: "Enter" | "Space") => Promise<void>;
  press: (...keys: string[]) => Promise<void>;
  type: (text: string) => Promise<void>;
};

const hasFocus = (target: Locator) => target.evaluate((element) => element === document.activeElement);

/** Whether the focus on this element is drawn: on it, on its row, or on the label around it. */
const isSeen = (target: Locator) =>
  target.evaluate((element) => {
    let around: Element | null = element;
    for (let steps = 0; around && steps < 4; steps++, around = around.parentElement)
      for (const part of [null, "::after"]) {
        const { outlineStyle, outlineWidth } = getComputedStyle(around, part);
        if (outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0) return true;
      }
    return false;
  });

export function byKeyboard({ keyboard }: Page): Keyboard {
  const press = async (...keys: string[]) => {
    for (const key of keys) await keyboard.press(key);
  };
  const to = async (target: Locator) => {
    await target.waitFor();
    for (let presses = 0; presses < MAX_TABS && !(await hasFocus(target)); presses++) await press("Tab");
    await expect(target).toBeFocused();
    expect(await isSeen(target), `the focus on ${target} is not seen`).toBe(true);
  };
  return {
    to,
    press,
    on: async (target, key = "Enter") => {
      await to(target);
      await press(key);
    },
    type: (text) => keyboard.insertText(text),
  };
}
