import { throughDoor } from "@/app/api/compat/door";
import { svixManner } from "@/app/api/compat/svix/manner";
import { ApiError } from "@/lib/api-error";

const read = { scope: "endpoints:admin", project: true, endpoint: true } as const;

/** No answer but the one to create and to rotate ever holds a secret. */
export const GET = throughDoor(svixManner, read, async () => {
  throw new ApiError(
    "forbidden",
    "A signing secret is shown once, in the answer to create, and can never be read again. Bring your own as `secret` when you create the endpoint, or rotate it.",
  );
});
