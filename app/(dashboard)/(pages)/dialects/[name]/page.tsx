import type { Metadata } from "next";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as getDialect } from "@/app/api/v1/workspace/dialects/[name]/route";
import { DialectDetail } from "@/components/dialects/dialect-detail";
import { dialectDetail } from "@/components/dialects/queries";

export const metadata: Metadata = { title: "Dialect" };

type Props = { params: Promise<{ name: string }> };

export default async function DialectPage({ params }: Props) {
  const { name } = await params;
  await requireViewer(`/dialects/${name}`);
  return (
    <Prefetched asked={[[dialectDetail(name), getDialect]]} params={{ name }}>
      <DialectDetail name={name} />
    </Prefetched>
  );
}
