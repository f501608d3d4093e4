import type { Metadata } from "next";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as listDialects } from "@/app/api/v1/workspace/dialects/route";
import { GET as getWorkspace } from "@/app/api/v1/workspace/route";
import { DialectList } from "@/components/dialects/dialect-list";
import { dialectList } from "@/components/dialects/queries";
import { ownWorkspace } from "@/components/settings/queries";

export const metadata: Metadata = { title: "Dialects" };

export default async function DialectsPage() {
  await requireViewer("/dialects");
  return (
    <Prefetched
      asked={[
        [dialectList(), listDialects],
        [ownWorkspace(), getWorkspace],
      ]}
    >
      <DialectList />
    </Prefetched>
  );
}
