import type { Metadata } from "next";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as listDeliveries } from "@/app/api/v1/projects/[project]/endpoints/[endpoint]/deliveries/route";
import { GET as getEndpoint } from "@/app/api/v1/projects/[project]/endpoints/[endpoint]/route";
import { GET as listSnippets } from "@/app/api/v1/projects/[project]/endpoints/[endpoint]/verification-snippets/route";
import { endpointDetail } from "@/components/endpoints/queries";
import { endpointSnippets, sentDeliveries } from "@/components/verify/queries";
import { VerifyEndpoint } from "@/components/verify/verify-endpoint";

export const metadata: Metadata = { title: "Verify signatures" };

type Props = { params: Promise<{ project: string; endpoint: string }> };

export default async function VerifyPage({ params }: Props) {
  const { project, endpoint } = await params;
  await requireViewer(`/projects/${project}/endpoints/${endpoint}/verify`);
  return (
    <Prefetched
      asked={[
        [endpointDetail(project, endpoint), getEndpoint],
        [endpointSnippets(project, endpoint), listSnippets],
        [sentDeliveries(project, endpoint), listDeliveries],
      ]}
      params={{ project, endpoint }}
    >
      <VerifyEndpoint project={project} id={endpoint} />
    </Prefetched>
  );
}
