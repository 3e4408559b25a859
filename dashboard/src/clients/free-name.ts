/** A suggested name that no other number has: "Sandbox", then "Sandbox 2". */
export function freeName(wanted: string, taken: string[]): string {
  const names = new Set(taken.map((name) => name.toLowerCase()));
  if (!names.has(wanted.toLowerCase())) return wanted;
  for (let number = 2; ; number += 1) {
    const name = `${wanted} ${number}`;
    if (!names.has(name.toLowerCase())) return name;
  }
}
