import { withPrincipal } from "@/app/api/with-principal";
import { channelsOf } from "@/lib/channels";
import { ROUTES } from "@/lib/contract/routes";

export const GET = withPrincipal(ROUTES.listChannels, ({ project }) => channelsOf(project));
