import type { Metadata } from "next";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as listDialects } from "@/app/api/v1/workspace/dialects/route";
import { InferDialect } from "@/components/dialects/infer-dialect";
import { dialectList } from "@/components/dialects/queries";

export const metadata: Metadata = { title: "Infer a dialect" };

export default async function InferDialectPage() {
  await requireViewer("/dialects/infer");
  return (
    <Prefetched asked={[[dialectList(), listDialects]]}>
      <InferDialect />
    </Prefetched>
  );
}
