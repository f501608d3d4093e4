/** Whether single keys are shortcuts: a person may turn them off (WCAG 2.1.4), in this browser. */
const STORED = "posthorn-single-keys";

export const areSingleKeysOn = (): boolean => localStorage.getItem(STORED) !== "off";

export const setSingleKeys = (on: boolean): void => localStorage.setItem(STORED, on ? "on" : "off");
