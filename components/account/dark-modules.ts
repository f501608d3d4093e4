/** One SVG path for all dark modules of a QR code: a closed line around every run of them in a row. */
export function darkModules(rows: readonly (readonly boolean[])[]): string {
  const runs = rows.flatMap((row, y) => {
    const found: string[] = [];
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      const start = x;
      while (row[x + 1]) x++;
      found.push(`M${start} ${y}h${x - start + 1}v1h${start - x - 1}z`);
    }
    return found;
  });
  return runs.join("");
}
