/** Which numbers are in a set: one bit each, in chunks of 1,024; absent chunks are empty. */
export type Bits = Map<number, Uint32Array>;

export const CHUNK_BITS = 10;
export const CHUNK_SIZE = 1 << CHUNK_BITS;
const WORDS = CHUNK_SIZE / 32;

export const chunkOf = (number: number) => Math.floor(number / CHUNK_SIZE);

/** Reads what PostgreSQL writes of a bit(1024): the lowest number first. */
export function chunkFromText(text: string): Uint32Array {
  const words = new Uint32Array(WORDS);
  for (let word = 0; word < WORDS; word += 1) words[word] = Number.parseInt(text.slice(word * 32, word * 32 + 32), 2);
  return words;
}

/** As PostgreSQL reads a bit(1024) in hexadecimal. */
export function chunkToHex(words: Uint32Array): string {
  return `x${Array.from(words, (word) => word.toString(16).padStart(8, '0')).join('')}`;
}

export const emptyChunk = () => new Uint32Array(WORDS);

export function setBit(words: Uint32Array, number: number): void {
  const at = number % CHUNK_SIZE;
  words[at >> 5] = ((words[at >> 5] ?? 0) | (1 << (31 - (at & 31)))) >>> 0;
}

export function has(bits: Bits, number: number): boolean {
  const at = number % CHUNK_SIZE;
  return (((bits.get(chunkOf(number))?.[at >> 5] ?? 0) >>> (31 - (at & 31))) & 1) === 1;
}

export function put(bits: Bits, number: number, present: boolean): void {
  const chunk = chunkOf(number);
  let words = bits.get(chunk);
  if (!words) {
    if (!present) return;
    words = emptyChunk();
    bits.set(chunk, words);
  }
  const at = number % CHUNK_SIZE;
  const mask = 1 << (31 - (at & 31));
  const word = words[at >> 5] ?? 0;
  words[at >> 5] = (present ? word | mask : word & ~mask) >>> 0;
}

export function intersection(sets: readonly Bits[]): Bits {
  const [first, ...others] = [...sets].sort((one, other) => one.size - other.size);
  return combine(first ?? new Map(), (words, chunk) => {
    const parts = others.map((set) => set.get(chunk));
    if (parts.some((part) => part === undefined)) return null;
    return words.map((word, at) => parts.reduce((sum, part) => sum & (part?.[at] ?? 0), word));
  });
}

export function union(sets: readonly Bits[]): Bits {
  const joined: Bits = new Map();
  for (const set of sets)
    for (const [chunk, words] of set) {
      const known = joined.get(chunk);
      joined.set(chunk, known ? known.map((word, at) => word | (words[at] ?? 0)) : words.slice());
    }
  return joined;
}

export function difference(from: Bits, without: Bits): Bits {
  return combine(from, (words, chunk) => {
    const taken = without.get(chunk);
    return taken ? words.map((word, at) => word & ~(taken[at] ?? 0)) : words.slice();
  });
}

function combine(bits: Bits, work: (words: Uint32Array, chunk: number) => Uint32Array | null): Bits {
  const result: Bits = new Map();
  for (const [chunk, words] of bits) {
    const made = work(words, chunk);
    if (made) result.set(chunk, made);
  }
  return result;
}

export function count(bits: Bits): number {
  let total = 0;
  for (const words of bits.values()) for (const word of words) total += ones(word);
  return total;
}

function ones(word: number): number {
  let left = word - ((word >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return (((left + (left >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** The numbers of the set, the highest first, below `before`. */
export function* descending(bits: Bits, before = Infinity): Generator<number> {
  const chunks = [...bits.keys()].filter((chunk) => chunk * CHUNK_SIZE < before).sort((one, other) => other - one);
  for (const chunk of chunks) {
    const words = bits.get(chunk) ?? emptyChunk();
    for (let at = CHUNK_SIZE - 1; at >= 0; at -= 1) {
      if ((words[at >> 5] ?? 0) === 0) {
        at &= ~31;
        continue;
      }
      const number = chunk * CHUNK_SIZE + at;
      if (number < before && (((words[at >> 5] ?? 0) >>> (31 - (at & 31))) & 1) === 1) yield number;
    }
  }
}
