/** The letter after `g` that goes to each page of the navigation, by its label there. */
export const PAGE_KEYS: Readonly<Record<string, string>> = {
  Home: "h",
  Endpoints: "e",
  Deliveries: "d",
  Events: "v",
  Runs: "u",
  "Portal links": "l",
  Projects: "p",
  "Event types": "t",
  Play: "y",
  "API keys": "k",
  Dialects: "i",
  Members: "m",
  "Audit log": "a",
  Settings: "s",
  Installation: "n",
};
