/**
 * The dialects that come with Posthorn, by name. Promises that every listed name has a policy and the
 * other way round; dialects a workspace defines itself are rows, not entries here.
 */

import type { DeliveryPolicy } from "@/lib/policy/delivery-policy";
import { slack } from "./slack";
import { spectora } from "./spectora";
import { spectra } from "./spectra";
import { spectrum } from "./spectrum";
import { spektr } from "./spektr";
import { splexa } from "./splexa";
import { standard } from "./standard";

/** In the order in which a person is offered them; `standard` is the default. */
export const DIALECT_NAMES = [
  "standard",
  "spectra",
  "spectrum",
  "spectora",
  "spektr",
  "splexa",
  "slack",
] as const;

export type DialectName = (typeof DIALECT_NAMES)[number];

const policies: Record<DialectName, DeliveryPolicy> = {
  standard,
  spectra,
  spectrum,
  spectora,
  spektr,
  splexa,
  slack,
};

/** Any string may be looked up; without a prototype `constructor` is not found either. */
export const BUILT_IN_DIALECTS: Readonly<
  Record<DialectName, DeliveryPolicy> & Record<string, DeliveryPolicy | undefined>
> = Object.assign(Object.create(null), policies);
