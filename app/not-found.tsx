import { ButtonLink } from "@/components/ui/button";

export default function NotFound() {
  return (
    <main className="mx-auto flex min-h-[60dvh] max-w-md flex-col items-center justify-center px-6 text-center">
      <h1 className="text-xl font-semibold">There is nothing here</h1>
      <p className="mt-1 text-ink2">
        It was deleted, the link is not complete, or it belongs to a workspace you are not in.
      </p>
      <ButtonLink href="/projects" className="mt-4">
        Go to your projects
      </ButtonLink>
    </main>
  );
}
