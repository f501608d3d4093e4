import type { Metadata } from "next";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as listDialects } from "@/app/api/v1/workspace/dialects/route";
import { NewDialect } from "@/components/dialects/new-dialect";
import { dialectList } from "@/components/dialects/queries";

export const metadata: Metadata = { title: "Define a dialect" };

export default async function NewDialectPage() {
  await requireViewer("/dialects/new");
  return (
    <Prefetched asked={[[dialectList(), listDialects]]}>
      <NewDialect />
    </Prefetched>
  );
}
