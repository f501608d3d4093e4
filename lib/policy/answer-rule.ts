/** Finds what a dialect says about one particular answer. Promises to look at no more of a body than a rule can hold. */

import type { AnswerRule, DeliveryPolicy } from "./delivery-policy";
import type { AttemptResponse } from "./outcome";

const MAX_BYTES = 1_024;

/** The first rule that fits the answer, null when there is none; a body that is not known fits no text. */
export function answerRule(
  { answers }: Pick<DeliveryPolicy, "answers">,
  response: Pick<AttemptResponse, "status"> & { body?: Uint8Array | null | undefined },
): AnswerRule | null {
  if (!answers) return null;
  const { status, body } = response;
  const text = body && body.length <= MAX_BYTES ? new TextDecoder().decode(body).trim() : null;
  const fits = (rule: AnswerRule) =>
    rule.status === status && (rule.text === undefined || rule.text === text);
  return answers.find(fits) ?? null;
}
