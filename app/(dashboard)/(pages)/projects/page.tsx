import type { Metadata } from "next";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { ProjectList } from "@/components/projects/project-list";

export const metadata: Metadata = { title: "Projects" };

/** The layout has fetched the list already: its switcher needs it. */
export default async function ProjectsPage() {
  await requireViewer("/projects");
  return <ProjectList />;
}
