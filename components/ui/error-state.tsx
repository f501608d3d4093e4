"use client";

import { RotateCw, TriangleAlert } from "lucide-react";
import { isApiError } from "@/components/api-client";
import { usePortalHost } from "@/components/viewer";
import { Button, ButtonLink } from "./button";
import { PlainText } from "./plain-text";

type Words = { title: string; advice: string };

/** A portal stands in its host's name: their customers have not heard of Posthorn, nor of its log. */
const unwell = (host: string | null): Words =>
  host === null
    ? {
        title: "Posthorn cannot answer just now",
        advice:
          "Try again in a moment. If it stays so, whoever runs this installation will find the cause in its log.",
      }
    : {
        title: "This cannot be shown just now",
        advice: `Try again in a moment. If it stays so, tell ${host}.`,
      };

/** What went wrong and what to do about it, by the kind of failure. */
function inWords(error: unknown, host: string | null): Words {
  // A page that the server could not draw comes with nothing but a digest.
  if (error instanceof Error && "digest" in error) return unwell(host);
  if (!isApiError(error)) {
    return {
      title: host === null ? "Posthorn did not answer" : "There was no answer",
      advice: "Check your connection, then try again. Nothing is lost: deliveries go on without this page.",
    };
  }
  if (error.status === 404) {
    return {
      title: "There is nothing here",
      advice: "It was deleted, or the link is not complete. Go back to the list and look for it there.",
    };
  }
  if (error.status === 401)
    return { title: "You are signed out", advice: "Sign in again, and you will come back here." };
  if (error.status === 403)
    return host === null
      ? { title: "Your role does not allow this", advice: "Ask an owner or admin of the workspace." }
      : { title: "Your link does not allow this", advice: `Ask ${host} for another one.` };
  if (error.status === 429) return { title: "Too many requests", advice: "Wait a moment, then try again." };
  if (error.status >= 500) return unwell(host);
  return { title: error.title, advice: error.detail };
}

type ErrorStateProps = {
  error: unknown;
  onRetry?: () => void;
  /** Where to look for what is not there. */
  back?: { href: string; label: string };
};

export function ErrorState({ error, onRetry, back }: ErrorStateProps) {
  const { title, advice } = inWords(error, usePortalHost());
  const isGone = isApiError(error) && error.status === 404;
  const requestId = isApiError(error) ? error.requestId : undefined;
  return (
    <div role="alert" className="flex flex-col items-center px-6 py-14 text-center">
      <TriangleAlert aria-hidden className="size-6 text-bad" strokeWidth={1.5} />
      <h2 className="mt-3 font-medium">{title}</h2>
      <p className="mt-1 max-w-[52ch] text-sm text-balance text-ink2">
        <PlainText>{advice}</PlainText>
      </p>
      {requestId && <p className="mt-1 font-mono text-xs text-ink3">{requestId}</p>}
      {isGone && back && (
        <ButtonLink href={back.href} className="mt-4">
          {back.label}
        </ButtonLink>
      )}
      {onRetry && !isGone && (
        <Button className="mt-4" onClick={onRetry}>
          <RotateCw aria-hidden />
          Try again
        </Button>
      )}
    </div>
  );
}
