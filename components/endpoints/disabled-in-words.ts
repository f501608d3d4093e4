const BY_RULE: Record<string, string> = {
  "consecutive-failures": "too many deliveries in a row failed.",
  "failing-for": "every attempt failed for too long.",
  gone: "its server said that the address is gone for good.",
};

/** True when a rule switched the endpoint off, rather than a person. */
export const isDisabledByRule = (reason: unknown): reason is string =>
  typeof reason === "string" && Object.hasOwn(BY_RULE, reason);

/** Why an endpoint is disabled, to go on after "it was disabled:". */
export const disabledInWords = (reason: string | null): string =>
  (reason && BY_RULE[reason]) || "somebody switched it off.";
