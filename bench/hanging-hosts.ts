/**
 * Where those are who never answer. Thousands of connections to one address leave the kernel milliseconds of search for
 * a free port at each new one, which nobody has whose customers are at addresses of their own.
 */
export const HANGING_HOSTS = Array.from({ length: 20 }, (_, index) => `127.0.1.${index + 1}`);
