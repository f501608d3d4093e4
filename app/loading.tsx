/** Nothing: pages outside of the dashboard are there at once, and the dashboard has skeletons of its own. */
export default function Loading() {
  return null;
}
