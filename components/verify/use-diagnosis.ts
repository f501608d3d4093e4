"use client";

import { useEffect, useState } from "react";
import { useSettled } from "@/components/dialects/use-settled";
import type { DeliveryPolicyJson } from "@/lib/contract/policies";
import { readCapturedText } from "./captured-text";
import { type Diagnosis, diagnoseSignature } from "./diagnose-signature";

export type Given = {
  headers: string;
  body: string;
  secret: string;
  computed: string;
  /** Unix milliseconds at which the receiver got it; `null` is now. */
  receivedAtMs: number | null;
};

const UNREADABLE: Diagnosis = {
  verdict: "missing",
  mistakes: [],
  words: ["The headers cannot be read. Write one per line: a name, a colon and the value."],
};

async function diagnosisOf(policy: DeliveryPolicyJson, given: Given): Promise<Diagnosis | null> {
  const { headers, body, secret, computed, receivedAtMs } = given;
  if (headers.trim() === "" || secret.trim() === "") return null;
  const captured = readCapturedText(headers.trim());
  if (!captured) return UNREADABLE;
  const nowMs = receivedAtMs ?? Date.now();
  return diagnoseSignature(policy, { headers: captured.headers, body, secret, computed, nowMs });
}

/** What is wrong with the signature, once the fields have rested for a moment; `null` until there is enough to say. */
export function useDiagnosis(policy: DeliveryPolicyJson, given: Given): Diagnosis | null {
  const settled = useSettled(given);
  const [diagnosis, setDiagnosis] = useState<Diagnosis | null>(null);
  // Outside of React: the browser's own cryptography, which answers later.
  useEffect(() => {
    let isCurrent = true;
    diagnosisOf(policy, settled).then((answer) => isCurrent && setDiagnosis(answer));
    return () => {
      isCurrent = false;
    };
  }, [policy, settled]);
  return diagnosis;
}
