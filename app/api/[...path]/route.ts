import { problemAnswer } from "@/app/api/answers";
import { notFound } from "@/lib/api-error";
import { newUuid } from "@/lib/platform/ids";

/** What no other route answers: the same words as for an id that does not exist. */
const nothingHere = () => problemAnswer(notFound(), newUuid());

export const GET = nothingHere;
export const POST = nothingHere;
export const PUT = nothingHere;
export const PATCH = nothingHere;
export const DELETE = nothingHere;
export const OPTIONS = nothingHere;
