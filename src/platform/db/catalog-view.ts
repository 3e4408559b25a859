/**
 * The definition of a view as PostgreSQL 16 and later give it: where the outer query reads one table, its columns stand there
 * without the table's name. PostgreSQL 15 writes `users.name`. Goes when 15 is no longer supported.
 */
export function withoutNeedlessPrefixes(definition: string): string {
  const pieces = splitAtSubqueries(definition);
  const outer = pieces.filter((piece) => piece.outer).map(({ text }) => text);
  const [source, another] = [...outer.join('').matchAll(/\n +FROM (?:\w+\.)?(\w+)(?: (\w+))?(?=;|\n)/g)];
  if (!source || another || /\n *(UNION|INTERSECT|EXCEPT)\b/.test(outer.join(''))) return definition;
  const prefix = new RegExp(`(?<![\\w.])${source[2] ?? source[1]}\\.(?=["\\w])`, 'g');
  return pieces.map(({ text, outer: isOuter }) => (isOuter ? text.replace(prefix, '') : text)).join('');
}

/** Outer are the pieces that stand in no nested SELECT and are no literal. */
function splitAtSubqueries(definition: string): { text: string; outer: boolean }[] {
  const open: ('query' | 'bracket')[] = [];
  return definition.split(/('(?:[^']|'')*'|\(\s*SELECT\b|[()])/).map((text) => {
    if (text.startsWith('(')) open.push(text === '(' ? 'bracket' : 'query');
    const outer = !open.includes('query') && !text.startsWith("'");
    if (text === ')') open.pop();
    return { text, outer };
  });
}
