/** How a vendor's event catalogue is written down, so that a workspace can import it. Promises plain data. */

/** `example` and `schema` (JSON Schema) are exact JSON text; `description` is for a support person. */
export type CatalogueType = {
  name: string;
  category: string | null;
  description: string;
  example: string;
  schema: string;
};

export type EventTypeCatalogue = {
  name: string;
  title: string;
  types: readonly CatalogueType[];
  /** The channels that its events are published on, where it has any. */
  channels: readonly { name: string; description: string }[];
};
