import { MailWarning } from "lucide-react";
import { Button } from "@/components/ui/button";
import type { Column } from "@/components/ui/data-table";
import { Select } from "@/components/ui/input";
import { PlainText } from "@/components/ui/plain-text";
import { RelativeTime } from "@/components/ui/relative-time";
import { CategoryBadge } from "@/components/ui/status-badge";
import type { Member } from "@/lib/contract/people";
import type { Role } from "@/lib/contract/scopes";
import { givableRoles, ROLE_WORDS } from "./roles";

type Acts = {
  acting: Role | null;
  /** The id of whoever looks. */
  self: string | null;
  /** The id of the only owner; null while there are more, or it is not known. */
  onlyOwner: string | null;
  change: (userId: string, role: Role) => void;
  renew: (member: Member) => void;
  reset: (member: Member) => void;
  onRemove: (member: Member) => void;
};

const LAST = "A workspace keeps an owner: make somebody else one first";

/** Only what would not be refused is offered: admins leave owners alone, and the only owner stays. */
export function columnsOf(acts: Acts): Column<Member>[] {
  const { acting, self, onlyOwner, change, renew, reset, onRemove } = acts;
  const roles = givableRoles(acting);
  const isLast = ({ userId }: Member) => userId === onlyOwner;
  const mayChange = (member: Member) => roles.includes(member.role) && !isLast(member);
  return [
    {
      name: "Name",
      className: "@5xl:w-64",
      cell: (member) => <NameCell member={member} isSelf={member.userId === self} />,
    },
    {
      name: "E-mail",
      className: "hidden @2xl:table-cell",
      look: "text-ink2",
      cell: ({ email }) => <PlainText>{email}</PlainText>,
    },
    {
      name: "Joined",
      className: "hidden w-32 @3xl:table-cell",
      look: "text-ink2",
      cell: ({ pending, createdAt }) => (pending ? "not yet" : <RelativeTime iso={createdAt} />),
    },
    {
      name: "Role",
      className: "w-33 @2xl:w-36",
      acts: true,
      cell: (member) =>
        mayChange(member) ? (
          <Select
            aria-label={`Role of ${member.name}`}
            title={ROLE_WORDS[member.role]}
            className="h-7 capitalize"
            value={member.role}
            onChange={({ target }) => change(member.userId, target.value as Role)}
          >
            {roles.map((role) => (
              <option key={role} value={role}>
                {role}
              </option>
            ))}
          </Select>
        ) : (
          <span className="ps-2 capitalize" title={isLast(member) ? LAST : undefined}>
            {member.role}
          </span>
        ),
    },
    {
      name: "Actions",
      head: "hidden",
      className: "w-22 text-right @2xl:w-44",
      acts: true,
      cell: (member) =>
        isLast(member) ? (
          <span className="pe-2 text-xs text-ink3" title={LAST}>
            only owner
          </span>
        ) : (
          mayChange(member) && (
            <span className="flex flex-col items-end justify-end @2xl:flex-row">
              {member.userId !== self && (
                <Button
                  size="sm"
                  look="quiet"
                  className="h-6 @2xl:h-7"
                  aria-label={`${member.pending ? "New" : "Reset"} link for ${member.name}`}
                  title={member.pending ? undefined : "With it they choose another password"}
                  onClick={() => (member.pending ? renew : reset)(member)}
                >
                  {member.pending ? "New link" : "Reset link"}
                </Button>
              )}
              <Button
                size="sm"
                look="quiet"
                className="h-6 @2xl:h-7"
                aria-label={`Remove ${member.name}`}
                onClick={() => onRemove(member)}
              >
                Remove
              </Button>
            </span>
          )
        ),
    },
  ];
}

function NameCell({ member, isSelf }: { member: Member; isSelf: boolean }) {
  const [, local = "", domain = ""] = /^(.*@)?(.*)$/s.exec(member.email) ?? [];
  return (
    <span className="block py-1.5 @2xl:py-0">
      <span className="flex min-w-0 flex-wrap items-center gap-x-2">
        <span className="max-w-full truncate font-medium">
          <PlainText>{member.name}</PlainText>
        </span>
        {isSelf && <span className="text-xs text-ink3">you</span>}
        {member.pending && <CategoryBadge>invited</CategoryBadge>}
        {member.pending && member.mail?.status === "failed" && (
          <span className="flex items-center gap-1 text-xs text-bad" title={member.mail.error ?? undefined}>
            <MailWarning aria-hidden className="size-3.5" />
            mail failed
          </span>
        )}
      </span>
      <span className="block text-xs whitespace-normal text-ink3 [overflow-wrap:anywhere] @2xl:hidden">
        <PlainText>{local}</PlainText>
        <wbr />
        <PlainText>{domain}</PlainText>
      </span>
    </span>
  );
}
