/** One value per process, also where a bundler loads a module twice. */
const values = globalThis as typeof globalThis & { posthorn?: Map<string, unknown> };

/** What `make` made the first time anyone asked for `name`. One name has one type. */
export function processWide<T>(name: string, make: () => T): T {
  values.posthorn ??= new Map();
  if (!values.posthorn.has(name)) values.posthorn.set(name, make());
  return values.posthorn.get(name) as T;
}
