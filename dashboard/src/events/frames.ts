/** Something that happened, as the stream tells it. */
export type LiveEvent = {
  id: string;
  type: string;
  timestamp: string;
  clientId?: string;
  data: Record<string, unknown>;
};

/** Cuts what comes from the server into frames; text that is not yet a whole frame waits for the rest. */
export function createFrameReader(): (text: string) => LiveEvent[] {
  let waiting = '';
  return (text) => {
    const frames = (waiting + text).split('\n\n');
    waiting = frames.pop() ?? '';
    return frames.flatMap((frame) => {
      const data = frame
        .split('\n')
        .filter((line) => line.startsWith('data: '))
        .map((line) => line.slice('data: '.length))
        .join('\n');
      return data === '' ? [] : [JSON.parse(data) as LiveEvent];
    });
  };
}
