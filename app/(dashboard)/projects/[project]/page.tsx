import { redirect } from "next/navigation";

type Props = { params: Promise<{ project: string }> };

export default async function ProjectPage({ params }: Props) {
  redirect(`/projects/${encodeURIComponent((await params).project)}/endpoints`);
}
