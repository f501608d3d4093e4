import type { EndpointHealth } from "@/lib/contract/stats";

type Hour = EndpointHealth["hours"][number];

const WIDTH = 5;
const STEP = 7;
const HEIGHT = 16;

/** An hour without attempts is a dot, one with failures is red from above by their share, at least 3 px of it. */
function HourMark({ hour: { succeeded, failed }, at }: { hour: Hour; at: number }) {
  const total = succeeded + failed;
  const x = at * STEP;
  if (total === 0)
    return <rect x={x + 1} y={HEIGHT / 2 - 1} width={WIDTH - 2} height="2" rx="1" className="fill-edge/50" />;
  const bad = failed === 0 ? 0 : Math.max(3, Math.round((failed / total) * HEIGHT));
  return (
    <>
      {bad < HEIGHT && (
        <rect x={x} y={bad} width={WIDTH} height={HEIGHT - bad} rx="1" className="fill-ok/70" />
      )}
      {bad > 0 && <rect x={x} width={WIDTH} height={bad} rx="1" className="fill-bad-fill" />}
    </>
  );
}

function inWords(hours: readonly Hour[]): string {
  const busy = hours.filter(({ succeeded, failed }) => succeeded + failed > 0).length;
  const bad = hours.filter(({ failed }) => failed > 0).length;
  if (busy === 0) return "No attempts in the last 24 hours";
  if (bad === 0) return "No failed attempt in the last 24 hours";
  return `Failed attempts in ${bad} of the last 24 hours`;
}

/** The last 24 hours of an endpoint at a glance, the newest at the end. */
export function HealthStrip({ hours }: { hours: readonly Hour[] }) {
  const words = inWords(hours);
  return (
    <svg
      role="img"
      aria-label={words}
      width={hours.length * STEP - 2}
      height={HEIGHT}
      className="block max-w-full"
    >
      <title>{words}</title>
      {hours.map((hour, at) => (
        <HourMark key={hour.at} hour={hour} at={at} />
      ))}
    </svg>
  );
}
