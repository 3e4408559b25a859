import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';

/** Puts the focus on the part's first field (marked data-autofocus) when it appears, also when it appears later than its dialog. */
export function useFirstFocus<Place extends HTMLElement>(): RefObject<Place | null> {
  const place = useRef<Place>(null);
  useEffect(() => place.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus(), []);
  return place;
}
