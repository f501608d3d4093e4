/** How another system signs, as the API is asked and answers. Promises to keep nothing of the question. */
import type { InferDialectBody, InferredDialect } from "./contract/dialect-inference";
import { inferDialect } from "./policy/infer-dialect";

/** Never fails for what it is given: that nothing fits is an answer. */
export async function answerInference(asked: InferDialectBody): Promise<InferredDialect> {
  const { headers, body, bodyBase64, secret } = asked;
  const request = {
    headers: Array.isArray(headers) ? headers : Object.entries(headers),
    body: bodyBase64 === undefined ? Buffer.from(body ?? "") : Buffer.from(bodyBase64, "base64"),
  };
  const inferred = inferDialect(request, secret);
  const { remarks, tried } = inferred;
  if (!("explains" in inferred)) return { explains: null, confidence: null, remarks, tried };
  return { ...inferred, explains: inferred.explains as NonNullable<InferredDialect["explains"]> };
}
