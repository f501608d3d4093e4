"use client";

import { useQuery } from "@tanstack/react-query";
import {
  Bookmark,
  BookOpen,
  Building2,
  CircleUser,
  FolderOpen,
  FolderPlus,
  Keyboard,
  LogOut,
  Plus,
  SquareArrowOutUpRight,
  Tags,
  TriangleAlert,
  Upload,
  Webhook,
} from "lucide-react";
import { apiQuery } from "@/components/api-query";
import { endpointList } from "@/components/endpoints/queries";
import { eventTypeList } from "@/components/event-types/queries";
import { projectList } from "@/components/projects/queries";
import { savedViewList } from "@/components/saved-views/queries";
import { toast } from "@/components/ui/toaster";
import { useViewer } from "@/components/viewer";
import type { Found } from "@/lib/contract/found";
import type { Page } from "@/lib/contract/page";
import type { Project } from "@/lib/contract/projects";
import type { Permission } from "@/lib/contract/scopes";
import { type Command, type CommandGroup, idIn, KIND_WORDS, matching, pageOf } from "./commands";
import { offered, projectNav, workspaceNav } from "./nav-items";
import { openSheet } from "./open-sheet";
import { PAGE_KEYS } from "./page-keys";
import { signOut } from "./sign-out";
import { useProject } from "./use-project";
import { useProjectMore } from "./use-project-nav";

/** Shorter words find too much to be asked for. */
const MIN_SEARCH = 2;
const SHOWN = 6;

export const foundById = (id: string) => ({
  ...apiQuery<Found>(["found", id], "/workspace/find", { id }),
  placeholderData: undefined,
});

type Needed = Command & { needs?: Permission };

function actionsIn(project: { id: string; name: string | null } | null): Needed[] {
  const detail = project?.name ?? undefined;
  const base = project && `/projects/${project.id}`;
  const inProject: Needed[] = base
    ? [
        {
          id: "publish",
          label: "Publish event",
          detail,
          words: "send",
          icon: Upload,
          needs: "events:write",
          to: `${base}/events/publish`,
        },
        {
          id: "add-endpoint",
          label: "Add endpoint",
          detail,
          words: "webhook url",
          icon: Plus,
          needs: "endpoints:write",
          to: `${base}/endpoints/new`,
        },
        {
          id: "failed",
          label: "Failed deliveries",
          detail,
          words: "errors replay",
          icon: TriangleAlert,
          to: `${base}/deliveries?status=failed`,
        },
      ]
    : [];
  return [
    ...inProject,
    {
      id: "create-project",
      label: "Create project",
      words: "customer",
      icon: FolderPlus,
      needs: "workspace:write",
      to: "/projects?new=true",
    },
    {
      id: "define-dialect",
      label: "Define dialect",
      words: "format headers signature",
      icon: Plus,
      needs: "workspace:write",
      to: "/dialects/new",
    },
    {
      id: "shortcuts",
      label: "Keyboard shortcuts",
      icon: Keyboard,
      to: () => openSheet("shortcuts"),
      keys: ["?"],
    },
    {
      id: "account",
      label: "Your account",
      words: "password sessions two-factor",
      icon: CircleUser,
      to: "/account",
    },
    {
      id: "api",
      label: "API reference",
      words: "docs openapi",
      icon: BookOpen,
      to: () => location.assign("/docs/api"),
    },
    {
      id: "sign-out",
      label: "Sign out",
      icon: LogOut,
      to: () =>
        void signOut().catch(() =>
          toast.error("You are still signed in: Posthorn did not answer. Try again."),
        ),
    },
  ];
}

/** What is known without asking: pages, actions, views, workspaces. */
function useKnown(): CommandGroup[] {
  const { may, workspace, workspaces } = useViewer();
  const project = useProject();
  const more = useProjectMore(project?.id);
  const { data: views } = useQuery({ ...savedViewList(project?.id ?? ""), enabled: project !== null });
  const page =
    (detail: string | undefined) =>
    (item: ReturnType<typeof projectNav>[number]): Command => ({
      id: item.href,
      label: item.label,
      detail,
      icon: item.icon,
      to: item.href,
      ...(PAGE_KEYS[item.label] ? { keys: ["g", PAGE_KEYS[item.label] ?? ""] } : {}),
    });
  const inProject = project ? offered([...projectNav(project.id), ...more], may) : [];
  const actions = actionsIn(project).filter(({ needs }) => !needs || may.includes(needs));
  return [
    {
      value: "Go to",
      items: [
        ...inProject.map(page(project?.name ?? undefined)),
        ...offered(workspaceNav, may).map(page(workspace.name)),
      ],
    },
    { value: "Actions", items: actions },
    {
      value: "Saved views",
      items: (views?.data ?? []).map(({ id, name, list, query }) => ({
        id,
        label: name,
        words: list,
        icon: Bookmark,
        to: `/projects/${project?.id}/${list}?${query}`,
      })),
    },
    {
      value: "Workspaces",
      items: workspaces
        .filter(({ id }) => id !== workspace.id)
        .map(({ id, name }) => ({
          id,
          label: name,
          icon: Building2,
          to: () => location.assign(`/open-workspace?id=${id}`),
        })),
    },
  ];
}

/** What the API finds by a word: projects, and in the open project endpoints; types of the catalogue. */
function useSearched(word: string): CommandGroup[] {
  const project = useProject();
  const isOn = word.length >= MIN_SEARCH;
  const { data: known } = useQuery(projectList());
  const { data: projects } = useQuery({
    ...apiQuery<Page<Project>>(["projects", "search", word], "/projects", { q: word, limit: String(SHOWN) }),
    enabled: isOn,
  });
  const { data: endpoints } = useQuery({
    ...endpointList(project?.id ?? "", { q: word, status: null, cursor: null }),
    enabled: isOn && project !== null,
  });
  const { data: types } = useQuery({
    ...eventTypeList({ q: word, cursor: null, archived: false }),
    enabled: isOn,
  });
  const shownProjects = isOn ? (projects?.data ?? []) : (known?.data ?? []);
  return [
    {
      value: "Projects",
      items: shownProjects.slice(0, SHOWN).map(({ id, name, uid }) => ({
        id,
        label: name,
        detail: uid ?? undefined,
        words: word,
        icon: FolderOpen,
        to: `/projects/${id}`,
      })),
    },
    {
      value: "Endpoints",
      items: (isOn ? (endpoints?.data ?? []) : []).slice(0, SHOWN).map(({ id, url, description }) => ({
        id,
        label: description || url,
        detail: description ? url : undefined,
        icon: Webhook,
        to: `/projects/${project?.id}/endpoints/${id}`,
      })),
    },
    {
      value: "Event types",
      items: (isOn ? (types?.data ?? []) : []).slice(0, SHOWN).map(({ name, description }) => ({
        id: `type ${name}`,
        label: name,
        detail: description,
        icon: Tags,
        to: `/event-types/${encodeURIComponent(name)}`,
      })),
    },
  ];
}

type Offer = {
  groups: CommandGroup[];
  /** Instead of commands. */
  note: string | null;
};

/** What fits what was typed; `settled` is what was typed when it last rested. */
export function useCommands(typed: string, settled: string): Offer {
  const id = idIn(typed);
  const known = useKnown();
  const searched = useSearched(id ? "" : settled.trim());
  const found = useQuery({ ...foundById(id ?? ""), enabled: id !== null, retry: false });
  if (id === null) {
    const groups = matching([...known, ...searched], typed);
    return {
      groups,
      note: groups.length > 0 ? null : "Nothing is called so. An id finds its event, delivery or endpoint.",
    };
  }
  if (found.data) {
    const { kind, name, id: shown } = found.data;
    const open: Command = {
      id: shown,
      label: `Open ${KIND_WORDS[kind]} ${name}`,
      detail: shown,
      icon: SquareArrowOutUpRight,
      to: pageOf(found.data),
    };
    return { groups: [{ value: "Found", items: [open] }], note: null };
  }
  return { groups: [], note: found.isError ? "Nothing in this workspace has this id." : "Looking for it …" };
}
