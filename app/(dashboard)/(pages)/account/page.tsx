import type { Metadata } from "next";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as getAccount } from "@/app/api/v1/account/route";
import { AccountPage } from "@/components/account/account-page";
import { ownAccount } from "@/components/account/queries";

export const metadata: Metadata = { title: "Account" };

export default async function Account() {
  await requireViewer("/account");
  return (
    <Prefetched asked={[[ownAccount(), getAccount]]}>
      <AccountPage />
    </Prefetched>
  );
}
