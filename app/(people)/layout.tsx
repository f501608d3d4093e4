import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { themeOf } from "@/app/theme";
import { Mark } from "@/components/shell/mark";
import { ThemeSwitch } from "@/components/shell/theme-switch";

export default async function PeopleLayout({ children }: { children: ReactNode }) {
  return (
    <div className="mx-auto flex min-h-dvh max-w-[22rem] flex-col px-4 py-6">
      {/* From the top, not centred: what grows while it arrives must not move what one reads already. */}
      <main className="mt-[10dvh] mb-auto py-8">
        <p className="mb-8 flex items-center gap-2 font-semibold">
          <Mark />
          Posthorn
        </p>
        {children}
      </main>
      <footer className="flex justify-center">
        <ThemeSwitch initial={themeOf(await cookies())} />
      </footer>
    </div>
  );
}
