import type { Metadata } from "next";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as examine } from "@/app/api/v1/doctor/route";
import { Installation } from "@/components/doctor/installation";
import { examination } from "@/components/doctor/queries";

export const metadata: Metadata = { title: "Installation" };

export default async function InstallationPage() {
  await requireViewer("/installation");
  return (
    <Prefetched asked={[[examination(), examine]]}>
      <Installation />
    </Prefetched>
  );
}
