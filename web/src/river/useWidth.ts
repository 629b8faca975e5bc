import { useEffect, useRef, useState, type RefObject } from "react";

/** How wide an element is, kept up to date; `initial` until it is measured. */
export function useWidth<E extends HTMLElement>(initial: number): [RefObject<E | null>, number] {
  const element = useRef<E>(null);
  const [width, setWidth] = useState(initial);
  useEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => { if (entry && entry.contentRect.width > 0) setWidth(Math.round(entry.contentRect.width)); });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}
