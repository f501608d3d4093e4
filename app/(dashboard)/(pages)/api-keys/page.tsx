import type { Metadata } from "next";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as listApiKeys } from "@/app/api/v1/workspace/api-keys/route";
import { ApiKeyList } from "@/components/api-keys/api-key-list";
import { apiKeyList } from "@/components/api-keys/queries";

export const metadata: Metadata = { title: "API keys" };

export default async function ApiKeysPage() {
  await requireViewer("/api-keys");
  return (
    <Prefetched asked={[[apiKeyList(), listApiKeys]]}>
      <ApiKeyList />
    </Prefetched>
  );
}
