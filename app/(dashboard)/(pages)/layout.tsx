import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { isNowhere } from "@/app/nowhere";

/** Around every page and outside what streams: an address that names nothing is answered 404. */
export default async function PagesLayout({ children }: { children: ReactNode }) {
  if (await isNowhere()) notFound();
  return children;
}
