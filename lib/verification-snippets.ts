/** The code that verifies an endpoint's deliveries, as the API answers it; what the code is, is `lib/policy`. */
import type { VerificationSnippets } from "./contract/verification";
import { getEndpoint } from "./endpoints";
import type { EndpointRef, ProjectRef } from "./lookups";
import type { DeliveryPolicy } from "./policy/delivery-policy";
import { nothingToVerify, SNIPPET_LANGUAGES, verificationSnippet } from "./policy/verification-snippet";

/** For the policy in force at the endpoint, in the order of `SNIPPET_LANGUAGES`. Throws `not_found`. */
export async function verificationSnippets(
  project: ProjectRef,
  { id }: EndpointRef,
): Promise<VerificationSnippets> {
  const policy = (await getEndpoint(project, id)).policy as DeliveryPolicy;
  const data = SNIPPET_LANGUAGES.flatMap((language) => verificationSnippet(language, policy) ?? []);
  return { data, nothing: data.length > 0 ? null : nothingToVerify(policy) };
}
