/** The event catalogues that come with Posthorn, by name. Promises that every listed name has one. */
import type { EventTypeCatalogue } from "./event-type-catalogue";
import { spectoraCatalogue } from "./spectora";
import { spectraCatalogue } from "./spectra";
import { spectrumCatalogue } from "./spectrum";
import { spektrCatalogue } from "./spektr";
import { splexaCatalogue } from "./splexa";

export const CATALOGUE_NAMES = ["spectra", "spectrum", "spectora", "spektr", "splexa"] as const;

export type CatalogueName = (typeof CATALOGUE_NAMES)[number];

const catalogues: Record<CatalogueName, EventTypeCatalogue> = {
  spectra: spectraCatalogue,
  spectrum: spectrumCatalogue,
  spectora: spectoraCatalogue,
  spektr: spektrCatalogue,
  splexa: splexaCatalogue,
};

/** Any string may be looked up; without a prototype `constructor` is not found either. */
export const BUILT_IN_CATALOGUES: Readonly<
  Record<CatalogueName, EventTypeCatalogue> & Record<string, EventTypeCatalogue | undefined>
> = Object.assign(Object.create(null), catalogues);
