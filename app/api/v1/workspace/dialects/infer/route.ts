import { withPrincipal } from "@/app/api/with-principal";
import { ROUTES } from "@/lib/contract/routes";
import { answerInference } from "@/lib/dialect-inference";

export const POST = withPrincipal(ROUTES.inferDialect, ({ body }) => answerInference(body));
