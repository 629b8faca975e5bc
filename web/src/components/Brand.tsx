/** Three streams become one, and three again. */
export function Brand() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="9" />
      <path d="M6 8c6 0 5 8 10 8s4 8 10 8M6 16h20M6 24c6 0 5-8 10-8s4-8 10-8" fill="none" strokeWidth="2.6" strokeLinecap="round" />
    </svg>
  );
}
