type Named = { label: string; hint?: string | undefined };

/** The entries that hold every word of the search, the ones that begin with it first in their group's order. */
export function matching<Entry extends Named & { group: string }>(entries: Entry[], search: string): Entry[] {
  const words = plain(search).split(/\s+/).filter(Boolean);
  const found = entries.filter((entry) => words.every((word) => plain(`${entry.label} ${entry.hint ?? ''}`).includes(word)));
  const order = [...new Set(found.map(({ group }) => group))];
  const first = words[0] ?? '';
  const rank = (entry: Entry) => order.indexOf(entry.group) * 2 + (plain(entry.label).startsWith(first) ? 0 : 1);
  return found.toSorted((a, b) => rank(a) - rank(b));
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLowerCase();
}
