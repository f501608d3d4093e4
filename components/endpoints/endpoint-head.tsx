import type { ReactNode } from "react";
import { type Crumb, PageHead } from "@/components/ui/breadcrumbs";
import { PlainText } from "@/components/ui/plain-text";
import type { Endpoint } from "@/lib/contract/endpoints";
import { EndpointStatus } from "./endpoint-status";

type EndpointHeadProps = { endpoint: Endpoint; crumbs: Crumb[]; actions?: ReactNode };

/** Which endpoint this is: what people call it, and where it is; without a name its URL stands for both. */
export function EndpointHead({ endpoint, crumbs, actions }: EndpointHeadProps) {
  const { url, description } = endpoint;
  const address = <PlainText>{url}</PlainText>;
  return (
    <PageHead
      crumbs={crumbs}
      above={<EndpointStatus endpoint={endpoint} />}
      title={
        description ? (
          <PlainText>{description}</PlainText>
        ) : (
          <span className="font-mono text-lg font-medium">{address}</span>
        )
      }
      sub={description && <span className="font-mono text-sm">{address}</span>}
      actions={actions}
    />
  );
}
