/** The keyboard's focus, for a region of a page that is there for a while only: a question, a secret, a form. */

const FIELD = "input:not([type=hidden]), select, textarea";

const isNowhere = () => document.activeElement === null || document.activeElement === document.body;

/** To where the focus was; when that is gone too, to the page, from whose beginning Tab then goes on. */
function giveBack(before: Element | null, page: HTMLElement | null) {
  if (!isNowhere()) return;
  if (before instanceof HTMLElement && before !== document.body && before.isConnected) before.focus();
  else page?.focus();
}

/** Where the focus was before each region took it: one around it appears after it, and asks here. */
const origins = new WeakMap<Element, Element | null>();

function hold(region: HTMLElement, first: HTMLElement) {
  const { activeElement } = document;
  const before = (activeElement && origins.get(activeElement)) ?? activeElement;
  origins.set(region, before);
  const page = region.closest<HTMLElement>("main");
  let isInside = region.contains(activeElement);
  const onFocus = ({ target }: FocusEvent) => {
    isInside = region.contains(target as Node);
  };
  document.addEventListener("focusin", onFocus);
  if (!isInside) first.focus();
  // A button that was pressed makes way for what follows, and takes the focus with it.
  const changes = new MutationObserver(() => isInside && isNowhere() && region.focus());
  changes.observe(region, { childList: true, subtree: true });
  return () => {
    changes.disconnect();
    document.removeEventListener("focusin", onFocus);
    // Only then is it known what is left of the page.
    if (isInside) queueMicrotask(() => giveBack(before, page));
  };
}

/**
 * For the `ref` of a region with `tabIndex={-1}`: it gets the focus when it appears, keeps it while what is in it
 * changes, and gives it back when it goes. Not to be wrapped in a function of the moment: React would call that one
 * at every rendering.
 */
export const heldFocus = (region: HTMLElement | null) => (region ? hold(region, region) : undefined);

/** The same for a form: its first field gets the focus. */
export const heldByField = (form: HTMLElement | null) =>
  form ? hold(form, form.querySelector<HTMLElement>(FIELD) ?? form) : undefined;
